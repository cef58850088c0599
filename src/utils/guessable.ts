import { normalizePassword } from "./passwordForm.js";

// The rules about what attackers try first, without the list of common passwords: the pages check the same while somebody types.

const MIN_WORD_LENGTH = 3;
const MIN_REST_LENGTH = 4;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{M}\p{N}]+/u;
const SIGNS = /[\s!-/:-@[-`{-~]/g;
const YEAR = /^(19|20)\d\d$/;

/** What to look up in a list of common passwords: a password in any case, and in full-width letters too. */
export function commonForms(password: string): string[] {
  return [...new Set([normalizePassword(password).toLowerCase(), fold(password)])];
}

/**
 * Whether a password is little more than a text that everybody knows about its owner: what an attacker who knows the name tries
 * first. Every word of the texts is removed from it, the longest first. The rest, without spaces and signs, must have at least
 * four characters and be neither a year nor a common password. So `ada.lovelace`, `Ada-1985!`, `lovelace1234` and `adapassword`
 * are refused for Ada Lovelace, and a long sentence with her name in it is not.
 *
 * @param texts names and addresses. Of an email address, the local part and the domain without its suffix count as well.
 */
export function isMadeOfWords(
  password: string,
  texts: readonly string[],
  isCommon: (password: string) => boolean,
): boolean {
  const folded = fold(password);
  const words = ownWords(texts);
  // A space takes the place of a word, so that what stood around it does not become another word.
  const without = words.reduce((text, word) => text.replaceAll(word, " "), folded);
  if (without === folded) return false;
  const rest = without.replace(SIGNS, "");
  return characterCount(rest) < MIN_REST_LENGTH || YEAR.test(rest) || isCommon(rest);
}

/** The words of texts about a person, the longest first. */
export function ownWords(texts: readonly string[]): string[] {
  const words = [...new Set(texts.flatMap(wordsOf))].filter((word) => characterCount(word) >= MIN_WORD_LENGTH);
  return words.toSorted((a, b) => b.length - a.length);
}

function wordsOf(text: string): string[] {
  const whole = fold(text).trim();
  const [name = "", domain = ""] = whole.split("@");
  const site = domain.replace(/\.[^.]*$/, "");
  return [whole, name, site, ...`${name} ${site}`.split(NEITHER_LETTER_NOR_DIGIT)];
}

/** Capitals and full-width letters do not make a word different. */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function characterCount(text: string): number {
  return [...text].length;
}
