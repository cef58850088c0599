import type { AuthenticationMethod, User } from "../../stores/Store.js";
import { assuranceLevel } from "./assurance.js";

/** What can be asked for after the first proof. */
export type SecondFactorMethod = "totp" | "recovery-code" | "passkey";

/** What somebody without a second factor can set up. */
export type EnrolmentMethod = "totp" | "passkey";

/** The setting REQUIRE_SECOND_FACTOR: of whom two proofs are asked, who may not have a second one yet. */
export type SecondFactorPolicy = "off" | "admins" | "everybody";

/** The second factors that an account has. */
export interface Enrolled {
  readonly totp: boolean;
  readonly recoveryCodesLeft: number;
  readonly passkeys: number;
}

export type SignInDecision =
  | { readonly kind: "admit" }
  | { readonly kind: "challenge"; readonly methods: readonly SecondFactorMethod[] }
  | { readonly kind: "enrol"; readonly methods: readonly EnrolmentMethod[] };

/** What a sign-in is decided on. */
export interface SignInFacts {
  readonly user: Pick<User, "roles">;
  readonly methods: readonly AuthenticationMethod[];
  readonly enrolled: Enrolled;
  readonly policy: SecondFactorPolicy;
}

export const NOTHING_ENROLLED: Enrolled = { totp: false, recoveryCodesLeft: 0, passkeys: 0 };

/**
 * Whether what somebody has proved is enough for a session. An account with an authenticator app or a passkey needs level 2,
 * whatever the policy: its owner has asked for it. Recovery codes alone are no factor, they stand in for one.
 *
 * @example
 * decideSignIn({ user, methods: [password], enrolled: { totp: true, recoveryCodesLeft: 10, passkeys: 0 }, policy: "off" });
 * // { kind: "challenge", methods: ["totp", "recovery-code"] }
 */
export function decideSignIn({ user, methods, enrolled, policy }: SignInFacts): SignInDecision {
  if (assuranceLevel(methods) === 2) return { kind: "admit" };
  if (hasFactor(enrolled)) return { kind: "challenge", methods: enrolledMethods(enrolled) };
  return isAskedOf(user, policy) ? { kind: "enrol", methods: ["totp", "passkey"] } : { kind: "admit" };
}

/** Whether the account has a second factor at all. */
export function hasFactor({ totp, passkeys }: Enrolled): boolean {
  return totp || passkeys > 0;
}

/** Whether the policy asks two proofs of the user. */
export function isAskedOf({ roles }: Pick<User, "roles">, policy: SecondFactorPolicy): boolean {
  return policy === "everybody" || (policy === "admins" && roles.includes("admin"));
}

/** With what the second step can be done. Recovery codes without a factor stand in for nothing. */
export function enrolledMethods(enrolled: Enrolled): SecondFactorMethod[] {
  if (!hasFactor(enrolled)) return [];
  const { totp, recoveryCodesLeft, passkeys } = enrolled;
  return [
    ...(totp ? (["totp"] as const) : []),
    ...(recoveryCodesLeft > 0 ? (["recovery-code"] as const) : []),
    ...(passkeys > 0 ? (["passkey"] as const) : []),
  ];
}
