/** The languages that every text has, the first of which also stands in for those that nobody reads. */
export const LANGUAGES = ["en", "de", "fr", "es"] as const;

/** Longer texts from right to left, made of the English ones: shows what a real language may do to a page. It is never offered. */
export const PSEUDO_LANGUAGE = "ar-XB";

export type Language = (typeof LANGUAGES)[number] | typeof PSEUDO_LANGUAGE;

export const DEFAULT_LANGUAGE = "en";

/** The language of a BCP 47 tag, such as `de` for `de-AT`; `null` if no text is written in it. */
export function languageOfTag(tag: string): Language | null {
  if (tag.toLowerCase() === PSEUDO_LANGUAGE.toLowerCase()) return PSEUDO_LANGUAGE;
  const primary = tag.split("-", 1)[0]?.toLowerCase();
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** What `make` makes for each language, and for the pseudo-language. */
export function byLanguage<Made>(make: (language: Language) => Made): Readonly<Record<Language, Made>> {
  const languages: readonly Language[] = [...LANGUAGES, PSEUDO_LANGUAGE];
  const entries = languages.map((language) => [language, make(language)] as const);
  // Object.fromEntries forgets the keys, which are all languages.
  return Object.fromEntries(entries) as Record<Language, Made>;
}

/** The value of the attribute `dir`. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return language === PSEUDO_LANGUAGE ? "rtl" : "ltr";
}
