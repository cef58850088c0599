import type { CredentialJson } from "./identity.js";
import { LatchkeyError } from "./LatchkeyError.js";

/** What the server sends for a ceremony of WebAuthn. The browser checks and reads it. */
export type CeremonyOptions = Record<string, unknown>;

/** Why a ceremony ends that another one replaces. */
export const REPLACED = new Error("Another ceremony began.");

/** Browsers allow one ceremony at a time in a page. */
let current: { controller: AbortController; ended: Promise<unknown> } | undefined;

/** Throws PASSKEYS_UNAVAILABLE where the browser cannot read what the server sends: before anything is asked of either. */
export function assertPasskeys(): void {
  if (hasPasskeys()) return;
  const message = "This browser has no passkeys, is too old for them, or has them on https only.";
  throw new LatchkeyError("PASSKEYS_UNAVAILABLE", message);
}

export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Asks the user to make a passkey. Throws PASSKEYS_UNAVAILABLE, PASSKEY_CANCELED, and PASSKEY_EXISTS for a device that has one. */
export function createCredential(options: CeremonyOptions, signal?: AbortSignal): Promise<CredentialJson> {
  return oneAtATime(signal, (either) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never);
    return navigator.credentials.create({ publicKey, signal: either });
  });
}

/** Asks the user to choose a passkey, in the autofill of a field with `mediation: "conditional"`. Throws as `createCredential` does. */
export function getCredential(
  options: CeremonyOptions,
  mediation: CredentialMediationRequirement,
  signal?: AbortSignal,
): Promise<CredentialJson> {
  return oneAtATime(signal, (either) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never);
    return navigator.credentials.get({ publicKey, mediation, signal: either });
  });
}

/** Resolves when no ceremony is running. */
export async function noCeremony(): Promise<void> {
  while (current) await current.ended;
}

/** Ends the ceremony that is running, which is a button that beats the autofill, or a second click. */
async function oneAtATime(
  signal: AbortSignal | undefined,
  begin: (either: AbortSignal) => Promise<Credential | null>,
): Promise<CredentialJson> {
  const before = current;
  const controller = new AbortController();
  const either = AbortSignal.any([controller.signal, ...(signal ? [signal] : [])]);
  const work = async () => {
    before?.controller.abort(REPLACED);
    await before?.ended;
    either.throwIfAborted();
    // The declarations of browsers know no closer type; the server checks what it gets.
    return { ...((await begin(either)) as PublicKeyCredential).toJSON() } as unknown as CredentialJson;
  };
  const result = work();
  const mine = { controller, ended: result.catch(() => {}) };
  current = mine;
  try {
    return await result;
  } catch (cause) {
    throw errorOf(either.aborted ? either.reason : cause, either.aborted);
  } finally {
    if (current === mine) current = undefined;
  }
}

/** A browser says NotAllowedError for a user who cancels, for none with a passkey, and after a timeout, so that pages cannot tell. */
function errorOf(cause: unknown, isAborted: boolean): LatchkeyError {
  const { name = "", message = "" } = cause as Partial<Error>;
  if (isAborted || name === "NotAllowedError")
    return new LatchkeyError("PASSKEY_CANCELED", "No passkey was chosen.", { cause });
  if (name === "InvalidStateError")
    return new LatchkeyError("PASSKEY_EXISTS", "This device has a passkey already.", { cause });
  return new LatchkeyError("PASSKEYS_UNAVAILABLE", `Passkeys do not work here: ${name}, ${message}`, { cause });
}
