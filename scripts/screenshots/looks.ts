import { type Language, PSEUDO_LANGUAGE } from "../../src/language/index.js";

/** How a page is looked at for a picture. */
export interface Look {
  readonly name: string;
  readonly language: Language;
  readonly colorScheme: "light" | "dark";
  readonly width: number;
}

const DESKTOP = 1280;
const PHONE = 360;

export const LOOKS: readonly Look[] = [
  { name: "light", language: "en", colorScheme: "light", width: DESKTOP },
  { name: "dark", language: "en", colorScheme: "dark", width: DESKTOP },
  { name: "phone", language: "en", colorScheme: "light", width: PHONE },
  { name: "german", language: "de", colorScheme: "light", width: DESKTOP },
  { name: "pseudo", language: PSEUDO_LANGUAGE, colorScheme: "light", width: DESKTOP },
  { name: "pseudo-phone", language: PSEUDO_LANGUAGE, colorScheme: "dark", width: PHONE },
];

export const LANGUAGES_SEEN: readonly Language[] = [...new Set(LOOKS.map(({ language }) => language))];
