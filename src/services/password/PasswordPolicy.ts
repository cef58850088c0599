import { DEFAULT_LANGUAGE, type Language } from "../../language/index.js";
import { type ApiText, apiText, apiTranslate } from "../../messages/api/index.js";
import { ApiError } from "../../utils/ApiError.js";
import { frozenCopy } from "../../utils/frozenCopy.js";
import { passwordLength } from "../../utils/passwordForm.js";
import { callApp, publicText } from "../hooks/index.js";
import { isCommonPassword, isMadeOf } from "./weakPasswords.js";

type PasswordRule = "too-short" | "too-long" | "common" | "context";

interface UnmetRule extends ApiText {
  readonly rule: PasswordRule;
}

/** The policy in words, for people who choose a password. Lengths are in characters (code points after NFC). */
interface PasswordRules {
  readonly minLength: number;
  readonly maxLength: number;
  readonly rules: readonly { readonly rule: PasswordRule; readonly text: string }[];
}

/** What others know about the owner of a password. `null`: the account has no such name. */
export interface PasswordOwner {
  readonly username: string | null;
  readonly email: string;
  readonly fullName: string | null;
}

/** The app's own rule: `null` accepts a password, a text says to the user why it is refused. */
export type AppPasswordPolicy = (
  password: string,
  context: PasswordOwner,
) => string | null | undefined | Promise<string | null | undefined>;

interface PasswordPolicyDeps {
  readonly minLength: number;
  readonly productName?: string;
  readonly ofApp?: AppPasswordPolicy | undefined;
}

const MAX_LENGTH = 256;

/**
 * What a new password must be (NIST SP 800-63B-4 §3.1.1.2): long enough, and unknown to those who guess. There are no rules for
 * the mix of characters, which only make people predictable. Nothing is trimmed or cut.
 */
export class PasswordPolicy {
  readonly #minLength: number;
  readonly #productName: string;
  readonly #ofApp: AppPasswordPolicy | undefined;

  constructor({ minLength, productName = "Latchkey", ofApp }: PasswordPolicyDeps) {
    this.#minLength = minLength;
    this.#productName = productName;
    this.#ofApp = ofApp;
  }

  /** Every rule that the password breaks. `context`: names and addresses of its owner. */
  unmet(password: string, context: readonly string[]): UnmetRule[] {
    const length = passwordLength(password);
    // Nothing else is checked: comparing kilobytes with every word would be wasted work.
    if (length > MAX_LENGTH) return [{ rule: "too-long", ...apiText("value.tooLong", { max: String(MAX_LENGTH) }) }];
    const broken: UnmetRule[] = [];
    if (length < this.#minLength) {
      broken.push({ rule: "too-short", ...apiText("password.tooShort", { min: String(this.#minLength) }) });
    }
    if (isCommonPassword(password)) {
      broken.push({ rule: "common", ...apiText("password.common") });
    }
    if (isMadeOf(password, [...context, this.#productName])) {
      broken.push({ rule: "context", ...apiText("password.context") });
    }
    return broken;
  }

  rules(language: Language = DEFAULT_LANGUAGE): PasswordRules {
    const t = apiTranslate(language);
    return {
      minLength: this.#minLength,
      maxLength: MAX_LENGTH,
      rules: [
        { rule: "too-short", text: t("passwordRule.tooShort", { min: String(this.#minLength) }) },
        { rule: "too-long", text: t("passwordRule.tooLong", { max: String(MAX_LENGTH) }) },
        { rule: "common", text: t("passwordRule.common") },
        { rule: "context", text: t("passwordRule.context") },
      ],
    };
  }

  /**
   * Throws VALIDATION_FAILED with an entry of `path` for every rule that the password breaks. The app's rule is asked about what
   * passes ours; then it throws OVERLOADED too, after two seconds.
   */
  async assertAccepted(password: string, { username, email, fullName }: PasswordOwner, path: string): Promise<void> {
    const broken = this.unmet(password, [username ?? "", email, fullName ?? ""]);
    if (broken.length > 0) throw refused(broken, path);
    const reason = await this.#reasonOfApp(password, { username, email, fullName });
    if (reason !== null) throw refused([{ message: reason }], path);
  }

  async #reasonOfApp(password: string, owner: PasswordOwner): Promise<string | null> {
    const ofApp = this.#ofApp;
    if (ofApp === undefined) return null;
    const answer: unknown = await callApp("passwordPolicy", () => ofApp(password, frozenCopy(owner)), password);
    if (answer === null || answer === undefined) return null;
    const reason = publicText(answer);
    // `true` or `""` may mean either: a password must not be accepted by mistake.
    if (reason === "") throw new Error("passwordPolicy must return null, or a text that says why it refuses.");
    return reason;
  }
}

function refused(texts: readonly ApiText[], path: string): ApiError {
  return new ApiError("VALIDATION_FAILED", { errors: texts.map(({ message, text }) => ({ path, message, text })) });
}
