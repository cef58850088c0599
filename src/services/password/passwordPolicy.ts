import { ApiError } from "../../utils/ApiError.js";
import { isCommonPassword } from "./commonPasswords.js";
import { isMadeOf } from "./contextWords.js";

export type PasswordRule = "too-short" | "too-long" | "common" | "context";

export interface UnmetRule {
  readonly rule: PasswordRule;
  readonly message: string;
}

/** The policy in words, for people who choose a password. Lengths are in characters (code points after NFC). */
export interface PasswordRules {
  readonly minLength: number;
  readonly maxLength: number;
  readonly rules: readonly { readonly rule: PasswordRule; readonly text: string }[];
}

/** What others know about the owner of a password. */
export interface PasswordOwner {
  readonly username: string;
  readonly email: string;
  readonly fullName: string;
}

export interface PasswordPolicy {
  /** Every rule that the password breaks. `context`: names and addresses that it must not be made of. */
  unmet(password: string, context: readonly string[]): UnmetRule[];
  rules(): PasswordRules;
  /** Throws VALIDATION_FAILED with an entry of `path` for every rule that the password breaks. */
  assertAllowed(password: string, owner: PasswordOwner, path: string): void;
}

const MAX_LENGTH = 256;

/**
 * What a new password must be (NIST SP 800-63B-4 §3.1.1.2): long enough, unknown to those who guess, and free otherwise.
 * Nothing is asked of its mix of characters, which only makes people predictable; nothing is trimmed or cut.
 */
export function createPasswordPolicy(settings: { minLength: number; productName?: string }): PasswordPolicy {
  const { minLength, productName = "Latchkey" } = settings;

  function unmet(password: string, context: readonly string[]): UnmetRule[] {
    const length = [...password.normalize("NFC")].length;
    // Not looked at further: comparing kilobytes with every word would be work for nothing.
    if (length > MAX_LENGTH) return [{ rule: "too-long", message: `At most ${MAX_LENGTH} characters.` }];
    const broken: UnmetRule[] = [];
    if (length < minLength) broken.push({ rule: "too-short", message: `At least ${minLength} characters.` });
    if (isCommonPassword(password)) {
      broken.push({ rule: "common", message: "Too many people use this password. Choose one that nobody else would." });
    }
    if (isMadeOf(password, [...context, productName])) {
      broken.push({
        rule: "context",
        message: "It is made of your name, your e-mail address or the name of this service, with little else.",
      });
    }
    return broken;
  }

  return {
    unmet,
    rules: () => ({
      minLength,
      maxLength: MAX_LENGTH,
      rules: [
        { rule: "too-short", text: `At least ${minLength} characters. Any character counts, a space or an emoji too.` },
        { rule: "too-long", text: `At most ${MAX_LENGTH} characters.` },
        { rule: "common", text: "Not one of the passwords that many people use." },
        {
          rule: "context",
          text: "Not made of your username, your name, your e-mail address or the name of this service.",
        },
      ],
    }),
    assertAllowed: (password, { username, email, fullName }, path) => {
      const errors = unmet(password, [username, email, fullName]).map(({ message }) => ({ path, message }));
      if (errors.length > 0) throw new ApiError("VALIDATION_FAILED", { errors });
    },
  };
}
