import { fold, ownWords } from "../../../src/utils/guessable.js";

/** From one bar to four. */
export const STRENGTHS = ["weak", "fair", "good", "strong"] as const;

export type Strength = (typeof STRENGTHS)[number];

/** The bits from which a password is as strong as that. */
const LIMITS: readonly (readonly [Strength, number])[] = [
  ["strong", 52],
  ["good", 38],
  ["fair", 24],
];

/** A letter is between a text (about two bits) and chance (4.7). Signs and other alphabets count a little more, digits less. */
const LETTER_BITS = 3.5;
const DIGIT_BITS = 3;
const OTHER_BITS = 5;
/** One of the 49,233 passwords that people use most, as a whole or as a word of a longer one. */
const COMMON_WORD_BITS = 15;
const YEAR_BITS = 7;
/** What everybody knows about the owner, and what follows from the characters before. */
const KNOWN_BITS = 1;

const MIN_WORD_LENGTH = 4;
const MAX_WORD_LENGTH = 20;
const YEAR = /^(?:19|20)\d\d/;
const LEET: Readonly<Record<string, string>> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", $: "s" };

/**
 * How hard an accepted password is to guess. A guesser tries words, names, years, runs and repetitions first, and then what is
 * left, character by character: the measure counts the bits of that way. Nothing is asked of the mix of characters (NIST SP 800-63B-4
 * §3.1.1.2: such rules only make people predictable), so capitals count for nothing, and a long password of small letters is strong.
 *
 * @param words the passwords that many people use
 * @param owner names and addresses of its owner
 */
export function passwordStrength(password: string, words: ReadonlySet<string>, owner: readonly string[]): Strength {
  const bits = bitsOf([...fold(password)], words, new Set(ownWords(owner)));
  return LIMITS.find(([, limit]) => bits >= limit)?.[0] ?? "weak";
}

function bitsOf(characters: readonly string[], words: ReadonlySet<string>, known: ReadonlySet<string>): number {
  const seen = new Set<string>();
  let bits = 0;
  for (let at = 0; at < characters.length; ) {
    const word = wordAt(characters, at, words, known);
    bits += word === null ? bitsAt(characters, at, seen) : bitsOfWord(word, words, known, seen);
    at += word === null ? 1 : [...word].length;
  }
  return bits;
}

/** The longest known word that begins at a place, also one written with signs for letters; a year is one too. */
function wordAt(
  characters: readonly string[],
  at: number,
  words: ReadonlySet<string>,
  known: ReadonlySet<string>,
): string | null {
  const most = Math.min(MAX_WORD_LENGTH, characters.length - at);
  for (let length = most; length >= MIN_WORD_LENGTH - 1; length -= 1) {
    const part = characters.slice(at, at + length);
    const text = part.join("");
    const plain = part.map((character) => LEET[character] ?? character).join("");
    if (known.has(text) || known.has(plain)) return text;
    if (length >= MIN_WORD_LENGTH && (words.has(text) || words.has(plain))) return text;
  }
  const year = YEAR.exec(characters.slice(at, at + 4).join(""));
  return year?.[0] ?? null;
}

function bitsOfWord(word: string, words: ReadonlySet<string>, known: ReadonlySet<string>, seen: Set<string>): number {
  if (known.has(word) || seen.has(word)) return KNOWN_BITS;
  seen.add(word);
  if (!words.has(word) && YEAR.test(word)) return YEAR_BITS;
  const byCharacter = [...word].reduce((sum, character) => sum + bitsOfCharacter(character), 0);
  return Math.min(COMMON_WORD_BITS, byCharacter);
}

/** A character that continues a run such as `abc` or `111`, or repeats two characters of before, can be foreseen. So can a space. */
function bitsAt(characters: readonly string[], at: number, seen: Set<string>): number {
  const [beforeLast, last, character = ""] = [characters[at - 2], characters[at - 1], characters[at]];
  const pair = `${last}${character}`;
  const isRepeated = last !== undefined && seen.has(pair);
  seen.add(pair);
  const isRun = beforeLast !== undefined && last !== undefined && continuesRun(beforeLast, last, character);
  return isRepeated || isRun || character === " " ? KNOWN_BITS : bitsOfCharacter(character);
}

function continuesRun(first: string, second: string, third: string): boolean {
  const [a = 0, b = 0, c = 0] = [first, second, third].map((character) => character.codePointAt(0));
  return b - a === c - b && Math.abs(b - a) <= 1;
}

function bitsOfCharacter(character: string): number {
  if (/[a-z]/.test(character)) return LETTER_BITS;
  return /\d/.test(character) ? DIGIT_BITS : OTHER_BITS;
}
