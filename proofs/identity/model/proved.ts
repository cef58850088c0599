import type { AuthenticationMethod } from "../../../src/stores/Store.js";
import { type Methods, NOW } from "./State.js";
import type { Settings } from "./World.js";

/** The one provider of the model. */
export const PROVIDER = "provider:x";

type Name = AuthenticationMethod["method"];

/**
 * Two kinds of proof, or a passkey, which verifies its user. A mailbox and a provider are somebody else's word for it, and two of those
 * are no more than one. Said here once more, so that the invariants do not judge by what the shipped code says.
 */
export function isTwoKinds(settings: Settings, names: readonly Name[]): boolean {
  if (names.includes("passkey") || names.some((name) => isTrustedProvider(settings, name))) return true;
  return names.some(isCode) && (names.includes("password") || names.includes("email") || names.includes(PROVIDER));
}

/** Whether a second factor was given a moment ago. */
export function isFactorJustUsed(settings: Settings, methods: Methods): boolean {
  return methods.some(
    ({ method, at }) => at === NOW && (method === "passkey" || isCode(method) || isTrustedProvider(settings, method)),
  );
}

const BEST: Methods = [{ method: "passkey", at: NOW, userVerified: true }];
/** Such a session ends when the provider is unlinked. */
const BEST_BY_PROVIDER: Methods = [...BEST, { method: PROVIDER, at: NOW, userVerified: false }];

/** Whether nothing that is proved in a session would allow more. */
export function isBest(settings: Settings, methods: Methods): boolean {
  if (methods === BEST || methods === BEST_BY_PROVIDER) return true;
  return isFactorJustUsed(settings, methods) && isTwoKinds(settings, namesOf(methods));
}

/**
 * As a state keeps them: the order in which they were given is of no concern, and sessions that allow everything are one, however that was
 * proved. Otherwise the states would be many times as many.
 */
export function keptMethods(settings: Settings, methods: Methods): Methods {
  if (isBest(settings, methods)) return namesOf(methods).includes(PROVIDER) ? BEST_BY_PROVIDER : BEST;
  return methods.length < 2 ? methods : [...methods].sort((one, other) => (one.method < other.method ? -1 : 1));
}

export function namesOf(methods: Methods): Name[] {
  return methods.map(({ method }) => method);
}

function isCode(name: Name): boolean {
  return name === "totp" || name === "recovery-code";
}

function isTrustedProvider({ trustsSecondFactor }: Settings, name: Name): boolean {
  return name === PROVIDER && trustsSecondFactor;
}
