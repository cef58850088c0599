import commonPasswords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";
import { commonForms, isMadeOfWords } from "../../utils/guessable.js";

/** Whether a password is one of the 49,233 that attackers try first, in any case and in full-width letters too. */
export function isCommonPassword(password: string): boolean {
  return commonForms(password).some((word) => commonPasswords.includes(word));
}

/** Whether a password is little more than `texts` about its owner. See {@link isMadeOfWords}. */
export function isMadeOf(password: string, texts: readonly string[]): boolean {
  return isMadeOfWords(password, texts, isCommonPassword);
}
