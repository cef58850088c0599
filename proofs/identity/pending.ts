// To be replaced by src as it lands.
import { assuranceLevel } from "../../src/services/assurance/assurance.js";
import { isFresh } from "../../src/services/assurance/index.js";
import type { AuthenticationMethod, User } from "../../src/stores/Store.js";

export type SecondFactorMethod = "totp" | "recovery-code" | "passkey";
export interface Enrolled {
  totp: boolean;
  recoveryCodesLeft: number;
  passkeys: number;
}
export type Policy = "off" | "admins" | "everybody";
export type SignInDecision =
  | { kind: "admit" }
  | { kind: "challenge"; methods: SecondFactorMethod[] }
  | { kind: "enrol"; methods: SecondFactorMethod[] };

export function decideSignIn({
  user,
  methods,
  enrolled,
  policy,
}: {
  user: Pick<User, "roles">;
  methods: readonly AuthenticationMethod[];
  enrolled: Enrolled;
  policy: Policy;
}): SignInDecision {
  if (assuranceLevel(methods) === 2) return { kind: "admit" };
  const has = enrolled.totp || enrolled.passkeys > 0;
  if (has) {
    const offered: SecondFactorMethod[] = [];
    if (enrolled.totp) offered.push("totp");
    if (enrolled.recoveryCodesLeft > 0) offered.push("recovery-code");
    if (enrolled.passkeys > 0) offered.push("passkey");
    return { kind: "challenge", methods: offered };
  }
  const needs = policy === "everybody" || (policy === "admins" && user.roles.includes("admin"));
  return needs ? { kind: "enrol", methods: ["totp", "passkey"] } : { kind: "admit" };
}

export function mayChange(
  methods: readonly AuthenticationMethod[],
  enrolled: Enrolled,
  hasPassword: boolean,
  { maxAge, now }: { maxAge: number; now: number },
): boolean {
  const hasFactor = enrolled.totp || enrolled.passkeys > 0;
  if (hasPassword && !hasFactor) return true;
  return isFresh(methods, { level: hasFactor ? 2 : 1, maxAge, now });
}
