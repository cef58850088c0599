import { isCommonPassword } from "./commonPasswords.js";

const SHORTEST_WORD = 3;
const SHORTEST_REST = 4;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{M}\p{N}]+/u;
const SIGNS = /[\s!-/:-@[-`{-~]/g;
const YEAR = /^(19|20)\d\d$/;

/**
 * Whether a password is one of the texts that everybody knows about its owner, with little else: what a guesser who knows
 * the name tries first. Every word of the texts is taken out of it, the longest first. What is left, spaces and signs
 * aside, must be able to surprise: at least four characters, no year, and no common password. So `ada.lovelace`,
 * `Ada-1985!`, `lovelace1234` and `adapassword` are refused to Ada Lovelace, and a long sentence with her name in it is not.
 *
 * @param texts names and addresses; of an e-mail address the local part and the domain without its suffix count as well.
 */
export function isMadeOf(password: string, texts: readonly string[]): boolean {
  const folded = fold(password);
  const words = [...new Set(texts.flatMap(wordsOf))].filter((word) => codePoints(word) >= SHORTEST_WORD);
  const without = words
    .toSorted((a, b) => b.length - a.length)
    // A space in its place, so that what stood around a word does not become another word.
    .reduce((text, word) => text.replaceAll(word, " "), folded);
  if (without === folded) return false;
  const rest = without.replace(SIGNS, "");
  return codePoints(rest) < SHORTEST_REST || YEAR.test(rest) || isCommonPassword(rest);
}

function wordsOf(text: string): string[] {
  const whole = fold(text).trim();
  const [name = "", domain = ""] = whole.split("@");
  const site = domain.replace(/\.[^.]*$/, "");
  return [whole, name, site, ...`${name} ${site}`.split(NEITHER_LETTER_NOR_DIGIT)];
}

/** Capitals and full-width letters make no other word of it. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function codePoints(text: string): number {
  return [...text].length;
}
