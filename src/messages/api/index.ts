import {
  createTranslate,
  DEFAULT_LANGUAGE,
  type Language,
  type ParamsArgument,
  type Translate,
  textsByLanguage,
} from "../../language/index.js";
import type { TextParams, TextRef } from "../../utils/ApiError.js";
import { de } from "./de.js";
import { en } from "./en.js";
import { es } from "./es.js";
import { fr } from "./fr.js";

type ApiTexts = typeof en;
export type ApiTextKey = keyof ApiTexts;
/** The keys of the messages of successes. */
export type SuccessKey = Extract<ApiTextKey, `success.${string}`>;

/** Every text of an answer by language. */
export const apiTexts = textsByLanguage(en, { de, fr, es });

const translators = new Map<Language, Translate<ApiTexts>>();

/** The function that writes the texts of answers in a language: made when it is needed first, as that takes a millisecond. */
export function apiTranslate(language: Language): Translate<ApiTexts> {
  const known = translators.get(language);
  if (known !== undefined) return known;
  const translate = createTranslate<ApiTexts>(apiTexts[language], language);
  translators.set(language, translate);
  return translate;
}

/** A text of an answer in English, and what its translation is made of. */
export interface ApiText {
  readonly message: string;
  /** Absent for a text of the app, which has no translation here. */
  readonly text?: TextRef | undefined;
}

/**
 * A text of the catalogue, for an error.
 *
 * @example
 * throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "newEmail", ...apiText("email.current") }] });
 */
export function apiText<Key extends ApiTextKey>(key: Key, ...params: ParamsArgument<ApiTexts[Key]>): ApiText {
  return {
    message: apiTranslate(DEFAULT_LANGUAGE)(key, ...params),
    text: { key, ...(params[0] && { params: params[0] }) },
  };
}

/** The text of an answer in a language. A text of the app stays as it is. */
export function messageIn(language: Language, { message, text }: ApiText): string {
  if (language === DEFAULT_LANGUAGE || text === undefined || !isApiTextKey(text.key)) return message;
  // `apiText` has checked that these are the params of this key.
  const translate = apiTranslate(language) as (key: ApiTextKey, params?: TextParams) => string;
  return translate(text.key, text.params);
}

export function isApiTextKey(text: string): text is ApiTextKey {
  return Object.hasOwn(en, text);
}

/** The texts of the pages' document, which its marks name: `%document.noscript%`. */
export function documentTexts(language: Language): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(apiTexts[language]).filter(isDocumentText));
}

function isDocumentText(entry: readonly [key: string, text: unknown]): entry is [string, string] {
  return entry[0].startsWith("document.") && typeof entry[1] === "string";
}
