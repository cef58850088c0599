import type { PasswordPolicy } from "@latchkey/client";

/** `later`: only the server knows, when the password is sent. */
export type RuleState = "met" | "unmet" | "later";

/** Whether a rule is met by a password of `length` characters. */
export function ruleState(
  rule: PasswordPolicy["rules"][number]["rule"],
  length: number,
  policy: Pick<PasswordPolicy, "minLength" | "maxLength"> | null,
): RuleState {
  if (policy === null) return "later";
  if (rule === "too-short") return length >= policy.minLength ? "met" : "unmet";
  if (rule === "too-long") return length <= policy.maxLength ? "met" : "unmet";
  return "later";
}
