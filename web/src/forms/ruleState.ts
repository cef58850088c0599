import { isMadeOfWords } from "../../../src/utils/guessable.js";
import { isCommonIn } from "./commonPasswords.js";
import { passwordLength } from "./passwordLength.js";

/** `unmet`: not yet. `broken`: more typing does not help. `later`: nobody knows before the form is sent. */
export type RuleState = "met" | "unmet" | "broken" | "later";

/** As the server names them. */
export const RULES = ["too-short", "too-long", "common", "context"] as const;

type Rule = (typeof RULES)[number];

/** The part of the policy that is a number. */
export interface LengthLimits {
  readonly minLength: number;
  readonly maxLength: number;
}

/** A new password, and what is known while it is typed. */
export interface TypedPassword {
  readonly password: string;
  /** Names and addresses of its owner that this page knows, and the name of the service. */
  readonly context: readonly string[];
  /** Whether that is all that the server knows of the owner. */
  readonly knowsOwner: boolean;
  /** The passwords that many people use; `null` until they are loaded. */
  readonly words: ReadonlySet<string> | null;
}

/** Whether a password meets a rule, by the same rules as the server's. */
export function ruleState(
  rule: Rule,
  { password, context, knowsOwner, words }: TypedPassword,
  policy: LengthLimits | null,
): RuleState {
  if (policy === null) return "later";
  const length = passwordLength(password);
  if (rule === "too-short") return length >= policy.minLength ? "met" : "unmet";
  if (rule === "too-long") return length <= policy.maxLength ? "met" : "broken";
  // Half a password says nothing: "mon" is fine, "monkey" is not.
  if (words === null || length < policy.minLength) return "later";
  const isCommon = isCommonIn(words);
  if (rule === "common") return isCommon(password) ? "broken" : "met";
  if (rule !== "context") return "later";
  if (isMadeOfWords(password, context, isCommon)) return "broken";
  return knowsOwner ? "met" : "later";
}
