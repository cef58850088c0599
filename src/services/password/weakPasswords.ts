import commonPasswords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";
import { normalizePassword } from "../../utils/passwordForm.js";

const MIN_WORD_LENGTH = 3;
const MIN_REST_LENGTH = 4;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{M}\p{N}]+/u;
const SIGNS = /[\s!-/:-@[-`{-~]/g;
const YEAR = /^(19|20)\d\d$/;

/** Whether a password is one of the 49,233 that attackers try first, in any case and in full-width letters too. */
export function isCommonPassword(password: string): boolean {
  const words = new Set([normalizePassword(password).toLowerCase(), fold(password)]);
  return [...words].some((word) => commonPasswords.includes(word));
}

/**
 * Whether a password is little more than a text that everybody knows about its owner: what an attacker who knows the name tries
 * first. Every word of the texts is removed from it, the longest first. The rest, without spaces and signs, must have at least
 * four characters and be neither a year nor a common password. So `ada.lovelace`, `Ada-1985!`, `lovelace1234` and `adapassword`
 * are refused for Ada Lovelace, and a long sentence with her name in it is not.
 *
 * @param texts names and addresses. Of an email address, the local part and the domain without its suffix count as well.
 */
export function isMadeOf(password: string, texts: readonly string[]): boolean {
  const folded = fold(password);
  const words = [...new Set(texts.flatMap(wordsOf))].filter((word) => characterCount(word) >= MIN_WORD_LENGTH);
  const without = words
    .toSorted((a, b) => b.length - a.length)
    // A space takes its place, so that what stood around a word does not become another word.
    .reduce((text, word) => text.replaceAll(word, " "), folded);
  if (without === folded) return false;
  const rest = without.replace(SIGNS, "");
  return characterCount(rest) < MIN_REST_LENGTH || YEAR.test(rest) || isCommonPassword(rest);
}

function wordsOf(text: string): string[] {
  const whole = fold(text).trim();
  const [name = "", domain = ""] = whole.split("@");
  const site = domain.replace(/\.[^.]*$/, "");
  return [whole, name, site, ...`${name} ${site}`.split(NEITHER_LETTER_NOR_DIGIT)];
}

/** Capitals and full-width letters do not make a word different. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function characterCount(text: string): number {
  return [...text].length;
}
