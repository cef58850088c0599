import { type LANGUAGES, type Language, PSEUDO_LANGUAGE } from "./languages.js";
import type { Text, Texts, Translation } from "./translate.js";

type Translated = Exclude<(typeof LANGUAGES)[number], "en">;

const ACCENTS: Readonly<Record<string, string>> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  y: "ý",
  A: "Á",
  E: "É",
  I: "Í",
  O: "Ó",
  U: "Ú",
  c: "ç",
  n: "ñ",
  s: "š",
  z: "ž",
};

/** How much longer a text becomes. German and French need up to 40 % more than English. */
const GROWTH = 0.4;

/** A catalogue: the texts of each language. Those of the pseudo-language are made when somebody asks for them. */
export function textsByLanguage<Source extends Texts>(
  en: Source,
  translations: Readonly<Record<Translated, Translation<Source>>>,
): Readonly<Record<Language, Translation<Source>>> {
  return {
    en,
    ...translations,
    get [PSEUDO_LANGUAGE]() {
      return pseudoTexts(en);
    },
  };
}

/**
 * Every text of a language with accents, in brackets, and 40 % longer: a text without them is outside the catalogue, one without
 * its closing bracket is cut off. Placeholders stay.
 */
export function pseudoTexts<Source extends Texts>(texts: Source): Translation<Source> {
  const entries = Object.entries(texts).map(([key, text]) => [key, pseudoText(text)]);
  // Object.fromEntries forgets which text belongs to which key; the texts have the same keys.
  return Object.fromEntries(entries) as Translation<Source>;
}

function pseudoText(text: Text): Text {
  if (typeof text === "string") return pseudoPattern(text);
  const { other, ...forms } = text;
  const entries = Object.entries(forms).map(([form, pattern]) => [form, pseudoPattern(pattern)]);
  return { ...Object.fromEntries(entries), other: pseudoPattern(other) };
}

function pseudoPattern(pattern: string): string {
  const accented = pattern
    .split(/(\{\w+\})/)
    .map((piece) =>
      piece.startsWith("{") ? piece : piece.replaceAll(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter),
    )
    .join("");
  return `[${accented} ${filler(Math.ceil(pattern.length * GROWTH))}]`;
}

/** In words, for a line of a real language may break too. */
function filler(length: number): string {
  return "~".repeat(length).replaceAll(/~{12}(?=~)/g, "$& ");
}
