import {
  createTranslate,
  DEFAULT_LANGUAGE,
  directionOf,
  languageOfTag,
  type Translate,
  textsByLanguage,
} from "../../language/index.js";
import { de } from "./de.js";
import { en } from "./en.js";
import { es } from "./es.js";
import { fr } from "./fr.js";

/** How a mail is written: its texts, and what they are to a browser. */
export interface MailLanguage {
  readonly t: Translate<typeof en>;
  /** A BCP 47 tag for dates and for the attribute `lang`. */
  readonly tag: string;
  readonly direction: "ltr" | "rtl";
}

const mailTexts = textsByLanguage(en, { de, fr, es });

/** A language and a country. What else a tag may have does not change a mail, and `Intl` throws for some of it. */
const WITH_COUNTRY = /^[a-z]{2}-[a-z]{2}$/i;

/** The language for a locale such as `de-AT`; English for one that no text is written in. */
export function mailLanguage(locale: string): MailLanguage {
  const language = languageOfTag(locale) ?? DEFAULT_LANGUAGE;
  const tag = languageOfTag(locale) !== null && WITH_COUNTRY.test(locale) ? locale : language;
  return { t: createTranslate(mailTexts[language], tag), tag, direction: directionOf(language) };
}
