import type { Operations, Passkey, User } from "./api.generated.js";
import {
  assertPasskeys,
  type CeremonyOptions,
  createCredential,
  getCredential,
  hasPasskeys,
  noCeremony,
  REPLACED,
} from "./ceremony.js";
import type { CredentialJson } from "./identity.js";
import { LatchkeyError } from "./LatchkeyError.js";
import type { LatchkeyClient } from "./types.js";

/** A challenge of the server lives five minutes. */
const RENEW_AFTER_MS = 4 * 60_000;

/** Why an autofill ends whose challenge is about to expire. */
const EXPIRING = new Error("The challenge expires.");

/** What a passkey proves, for `secondFactor` and `reauthenticate`. */
export interface PasskeyProof {
  flow: string;
  credential: CredentialJson;
}

export interface CeremonyInput {
  /** Ends the ceremony: PASSKEY_CANCELED. */
  signal?: AbortSignal | undefined;
}

/**
 * Whether this browser has passkeys, and whether it offers them in the autofill of a field.
 *
 * @example
 * const { passkeys, autofill } = await passkeySupport();
 * passkeys; // false
 */
export async function passkeySupport(): Promise<{ passkeys: boolean; autofill: boolean }> {
  const passkeys = hasPasskeys();
  const autofill = passkeys && (await PublicKeyCredential.isConditionalMediationAvailable?.());
  return { passkeys, autofill: autofill ?? false };
}

/**
 * Signs in with a passkey, without a username. With `autofill` the browser offers passkeys in the field with
 * `autocomplete="username webauthn"`, until one is chosen, somebody has signed in, or `signal` aborts. Other ceremonies interrupt
 * it; it begins again after them, and before its challenge expires. So call it when the page opens, and again after an error.
 *
 * @example
 * const leaving = new AbortController();
 * const user = await signInWithPasskey(client, { autofill: true, signal: leaving.signal });
 */
export async function signInWithPasskey(
  client: LatchkeyClient,
  { autofill, signal, rememberMe }: CeremonyInput & { autofill?: boolean; rememberMe?: boolean } = {},
): Promise<User> {
  if (!autofill) return login(client, await passkeyProof(client, { signal }), rememberMe);
  const signedIn = new AbortController();
  const forget = client.on("signed-in", () => signedIn.abort());
  const either = AbortSignal.any([signedIn.signal, ...(signal ? [signal] : [])]);
  try {
    for (;;) {
      try {
        return await login(client, await offerInAutofill(client, either), rememberMe);
      } catch (error) {
        if (!isPassing(error)) throw error;
        await noCeremony();
      }
    }
  } finally {
    forget();
  }
}

async function login(client: LatchkeyClient, proof: PasskeyProof, rememberMe?: boolean): Promise<User> {
  return (await client.api.renew("POST /auth/passkeys/login", { ...proof, rememberMe })).user;
}

/**
 * Asks the user for a passkey and returns the proof of it: for `reauthenticate`, or with the `flow` of a challenge for
 * `secondFactor`.
 *
 * @example
 * const proof = await passkeyProof(client, { flow: challenge.flow });
 * await client.secondFactor({ ...proof, rememberMe: true });
 */
export async function passkeyProof(
  client: LatchkeyClient,
  { flow, signal }: CeremonyInput & { flow?: string } = {},
): Promise<PasskeyProof> {
  assertPasskeys();
  const asked = await client.api.call("POST /auth/passkeys/options", { flow });
  return { flow: asked.flow, credential: await getCredential(asked.options, "optional", signal) };
}

/** Begins again when the challenge expires. The clock is asked, because the timer of a laptop that slept is late. */
async function offerInAutofill(client: LatchkeyClient, signal: AbortSignal): Promise<PasskeyProof> {
  assertPasskeys();
  const { flow, options } = await client.api.call("POST /auth/passkeys/options", {});
  const renewAt = Date.now() + RENEW_AFTER_MS;
  const expiring = new AbortController();
  const timer = setInterval(() => Date.now() < renewAt || expiring.abort(EXPIRING), 1000);
  try {
    const either = AbortSignal.any([expiring.signal, signal]);
    return { flow, credential: await getCredential(options, "conditional", either) };
  } finally {
    clearInterval(timer);
  }
}

/** Whether an autofill ended for a reason that ends it only for now. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof LatchkeyError)) return false;
  return error.cause === REPLACED || error.cause === EXPIRING || error.code === "FLOW_INVALID";
}

/**
 * Creates an account that has a passkey and no password, and signs in. The recovery codes are shown once.
 *
 * @example
 * const registration = { username: "grace", fullName: "Grace Hopper", email: "grace@example.com" };
 * const { user, recoveryCodes } = await registerWithPasskey(client, registration);
 */
export async function registerWithPasskey(
  client: LatchkeyClient,
  registration: Operations["POST /auth/register/passkey/options"]["body"],
  { signal }: CeremonyInput = {},
): Promise<{ user: User; recoveryCodes: string[] }> {
  assertPasskeys();
  const { flow, options } = await client.api.call("POST /auth/register/passkey/options", registration);
  const credential = await createCredential(options, signal);
  const send = () => client.api.renew("POST /auth/register/passkey", { flow, credential });
  const { user, recoveryCodes = [] } = await forgottenIfRefused(options, credential, send);
  return { user, recoveryCodes };
}

/**
 * Adds a passkey to the account, and ends all other sessions. Takes the `password` where the account has one, and the `flow` of an
 * ENROLMENT_REQUIRED instead of a session. The first factor of the account brings recovery codes, which are shown once.
 *
 * @example
 * const { passkey, recoveryCodes } = await addPasskey(client, { password });
 */
export async function addPasskey(
  client: LatchkeyClient,
  { signal, name, ...input }: CeremonyInput & { password?: string; flow?: string; name?: string } = {},
): Promise<{ passkey: Passkey; recoveryCodes: string[] }> {
  assertPasskeys();
  const { flow, options } = await client.api.call("POST /users/passkeys/options", input);
  const credential = await createCredential(options, signal);
  const send = () => client.api.renew("POST /users/passkeys", { flow, credential, name });
  const { passkey, recoveryCodes = [] } = await forgottenIfRefused(options, credential, send);
  return { passkey, recoveryCodes };
}

/**
 * Sends a new passkey to the server. One that is refused must not stay in the password manager, which would offer it at every
 * sign-in; browsers without the Signal API keep it.
 */
async function forgottenIfRefused<Result>(
  options: CeremonyOptions,
  { id }: CredentialJson,
  send: () => Promise<Result>,
): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof LatchkeyError && NOT_STORED.test(error.code)) {
      const { rp } = options as { rp: { id: string } };
      await PublicKeyCredential.signalUnknownCredential?.({ rpId: rp.id, credentialId: String(id) }).catch(() => {});
    }
    throw error;
  }
}

/** After any other failure the server may have it, and a password manager must not lose a passkey that works. */
const NOT_STORED = /^(FLOW_INVALID|VALIDATION_FAILED|USER_EXISTS|PASSKEY_LIMIT)$/;

/**
 * The passkeys of the user, oldest first.
 *
 * @example
 * const names = (await listPasskeys(client)).map(({ name }) => name);
 */
export function listPasskeys(client: LatchkeyClient): Promise<Passkey[]> {
  return client.api.call("GET /users/passkeys");
}

/**
 * Gives a passkey another name.
 *
 * @example
 * for (const { _id } of await listPasskeys(client)) await renamePasskey(client, _id, "My phone");
 */
export function renamePasskey(client: LatchkeyClient, id: string, name: string): Promise<Passkey> {
  return client.api.call("PATCH /users/passkeys/{id}", { name }, encodeURIComponent(id));
}

/**
 * Removes a passkey, and ends all other sessions. Takes the `password` where the account has one. LAST_METHOD: without it the user
 * could not sign in any more.
 *
 * @example
 * for (const { _id } of await listPasskeys(client)) await removePasskey(client, _id, { password });
 */
export async function removePasskey(
  client: LatchkeyClient,
  id: string,
  input: { password?: string } = {},
): Promise<void> {
  await client.api.renew("DELETE /users/passkeys/{id}", input, encodeURIComponent(id));
}
