import type { LANGUAGES } from "../../../src/language/index.js";

/** Each by its own name: somebody who looks for a language may read no other. */
export const LANGUAGE_NAMES: Readonly<Record<(typeof LANGUAGES)[number], string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
};
