import { passwordStrength, type Strength } from "./passwordStrength.js";
import { type LengthLimits, RULES, ruleState, type TypedPassword } from "./ruleState.js";

/**
 * What the bar says about a password; `null`: nothing. What the policy refuses is weak, however it is made. While the page cannot
 * know that, the bar is silent rather than wrong; where it does not know the owner, nothing is strong. The rule of an app
 * (`passwordPolicy`) is the server's alone: its refusal is an error at the field.
 */
export function strengthShown(typed: TypedPassword, policy: LengthLimits | null): Strength | null {
  if (policy === null || typed.password === "") return null;
  const states = RULES.map((rule) => ruleState(rule, typed, policy));
  if (states.includes("unmet") || states.includes("broken")) return "weak";
  if (typed.words === null) return null;
  const strength = passwordStrength(typed.password, typed.words, typed.context);
  return strength === "strong" && !typed.knowsOwner ? "good" : strength;
}
