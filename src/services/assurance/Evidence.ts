import type { AuthenticationMethod, Session } from "../../stores/Store.js";
import { withMethod } from "./assurance.js";
import type { OpenedFlow } from "./FlowTokens.js";

declare const proved: unique symbol;

/**
 * How somebody has proved who they are. Only this file makes one, and every session is opened and continued with one: so a new way
 * to sign in cannot forget to say what it is.
 */
export interface Evidence {
  readonly [proved]: true;
  readonly methods: readonly AuthenticationMethod[];
}

/** The password was verified at `at`, in epoch milliseconds. */
export function passwordVerified(at: number): Evidence {
  return evidence([passwordMethod(at)]);
}

export function passwordMethod(at: number): AuthenticationMethod {
  return { method: "password", at, userVerified: false };
}

/** A code of the authenticator app was accepted, and is spent. */
export function totpVerified(at: number): Evidence {
  return evidence([{ method: "totp", at, userVerified: false }]);
}

/** A recovery code was accepted, and is spent. */
export function recoveryCodeVerified(at: number): Evidence {
  return evidence([{ method: "recovery-code", at, userVerified: false }]);
}

/** A passkey has answered the challenge, which is spent. `userVerified`: by a fingerprint, a face or a PIN. */
export function passkeyVerified(at: number, userVerified: boolean): Evidence {
  return evidence([{ method: "passkey", at, userVerified }]);
}

/**
 * A provider vouches for the user. `hasSecondFactor`: it has asked for one, and is trusted to say so; then it is two factors in one,
 * like a passkey that verified its user.
 */
export function providerVerified(name: string, at: number, hasSecondFactor: boolean): Evidence {
  return evidence([{ method: `provider:${name}`, at, userVerified: hasSecondFactor }]);
}

/** Both proofs, of one user. */
export function together(first: Evidence, second: Evidence): Evidence {
  return evidence(second.methods.reduce(withMethod, first.methods));
}

/** What a stored session says. */
export function evidenceOf({ methods }: Pick<Session, "methods">): Evidence {
  return evidence(methods);
}

/** What the first step of a sign-in proved, as this program sealed it. */
export function pendingEvidence({
  payload,
}: OpenedFlow<{ readonly methods: readonly AuthenticationMethod[] }>): Evidence {
  return evidence(payload.methods);
}

function evidence(methods: readonly AuthenticationMethod[]): Evidence {
  return { methods } as Evidence;
}
