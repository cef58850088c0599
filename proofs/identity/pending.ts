import { type Enrolled, hasFactor, isFresh } from "../../src/services/assurance/index.js";
import type { AuthenticationMethod } from "../../src/stores/Store.js";

/** What a sensitive change is judged on: of the email address, the username, the password or the factors, or a deletion. */
export interface ChangeFacts {
  /** Those of the session. */
  readonly methods: readonly AuthenticationMethod[];
  readonly enrolled: Enrolled;
  readonly hasPassword: boolean;
  /** Whether the request carries a password, which is verified after this. */
  readonly isPasswordGiven: boolean;
  /** How old the newest proof may be, in milliseconds. */
  readonly maxAge: number;
  readonly now: number;
}

/** `allow`: once the given password has been verified, where the account has one. */
export type ChangeVerdict =
  | { readonly kind: "allow" }
  | { readonly kind: "ask-password" }
  | { readonly kind: "reauthenticate"; readonly level: 1 | 2 };

/**
 * Whether a session may change what protects its account. The password is part of the request where there is one: a stolen session
 * alone changes nothing, however fresh it is (OWASP ASVS 5.0, 6.2.3). With a factor, or without a password, the session is also fresh
 * at the highest level that the account can reach: a stolen session and the password do not walk past the factor.
 *
 * @example
 * judgeChange({ methods: [password], enrolled: { totp: true, recoveryCodesLeft: 10, passkeys: 0 }, hasPassword: true,
 *   isPasswordGiven: true, maxAge: 600_000, now }); // { kind: "reauthenticate", level: 2 }
 */
export function judgeChange({ enrolled, hasPassword, isPasswordGiven, ...session }: ChangeFacts): ChangeVerdict {
  if (hasPassword && !isPasswordGiven) return { kind: "ask-password" };
  const isEnrolled = hasFactor(enrolled);
  if (hasPassword && !isEnrolled) return { kind: "allow" };
  const level = isEnrolled ? 2 : 1;
  return isFresh(session.methods, { level, ...session }) ? { kind: "allow" } : { kind: "reauthenticate", level };
}
