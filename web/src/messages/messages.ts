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

/** A label as it stands within a sentence. German nouns keep their capital. */
export function midSentence(label: string): string {
  return shown.language === "de" ? label : label.toLocaleLowerCase(locale());
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

let asked: Language = DEFAULT_LANGUAGE;

/** Shows the pages in a language. Rejects when its texts cannot be loaded; the one shown before stays then. */
export async function showLanguage(language: Language): Promise<void> {
  asked = language;
  try {
    const texts = language === DEFAULT_LANGUAGE ? en : await LOADERS[language]();
    // Another one may have been asked for while this one was loaded.
    if (asked === language && language !== shown.language) shown = shownIn(language, texts);
  } finally {
    // The server wrote the language that it expects: a screen reader must not read English texts as German ones.
    document.documentElement.lang = shown.language;
    document.documentElement.dir = directionOf(shown.language);
    for (const listener of listeners) listener(shown.language);
  }
}

/** Calls `listener` when the language has changed. Returns how to stop that. */
export function onLanguage(listener: (language: Language) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
