import {
  createTranslate,
  DEFAULT_LANGUAGE,
  directionOf,
  type Language,
  type NamesIn,
  PSEUDO_LANGUAGE,
  piecesOf,
  pseudoTexts,
  type Translate,
  type Translation,
} from "../../../src/language/index.js";
import { en } from "./en.js";

type Key = keyof typeof en;

/** A text that is written without anything in it. */
export type PlainKey = { [K in Key]: [NamesIn<(typeof en)[K]>] extends [never] ? K : never }[Key];

/** English is always there; another language is loaded when somebody reads it. */
const LOADERS: Record<Exclude<Language, "en">, () => Promise<Translation<typeof en>>> = {
  de: async () => (await import("./de.js")).de,
  fr: async () => (await import("./fr.js")).fr,
  es: async () => (await import("./es.js")).es,
  [PSEUDO_LANGUAGE]: async () => pseudoTexts(en),
};

interface Shown {
  readonly language: Language;
  readonly texts: Translation<typeof en>;
  readonly translate: Translate<typeof en>;
}

let shown: Shown = shownIn(DEFAULT_LANGUAGE, en);
const listeners = new Set<(language: Language) => void>();

function shownIn(language: Language, texts: Translation<typeof en>): Shown {
  return { language, texts, translate: createTranslate<typeof en>(texts, localeOf(language)) };
}

/** The text of a key in the language shown. Call it while rendering: the language may change. */
export const t: Translate<typeof en> = (key, ...params) => shown.translate(key, ...params);

/** A text in pieces, for elements in its middle: those at odd places are the names of its placeholders. */
export function pieces(key: Key): string[] {
  const text = shown.texts[key];
  return piecesOf(typeof text === "string" ? text : text.other);
}

export function shownLanguage(): Language {
  return shown.language;
}

/** For dates and numbers. English ones are unambiguous: the month is a word, the clock has 24 hours. */
export function locale(): string {
  return localeOf(shown.language);
}

function localeOf(language: Language): string {
  return language === DEFAULT_LANGUAGE || language === PSEUDO_LANGUAGE ? "en-GB" : language;
}

/** Shows the pages in a language. Rejects when its texts cannot be loaded, and changes nothing then. */
export async function showLanguage(language: Language): Promise<void> {
  if (language !== shown.language) {
    shown = shownIn(language, language === DEFAULT_LANGUAGE ? en : await LOADERS[language]());
  }
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  for (const listener of listeners) listener(language);
}

/** Calls `listener` when the language has changed. Returns how to stop that. */
export function onLanguage(listener: (language: Language) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
