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

/** The value of the attribute `dir`. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return language === PSEUDO_LANGUAGE ? "rtl" : "ltr";
}
