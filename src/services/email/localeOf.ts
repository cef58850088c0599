import type { AppFields } from "../fields/index.js";

export const DEFAULT_LOCALE = "en";

/** A language with subtags (BCP 47): `de`, `pt-BR`, `zh-Hant-TW`. */
const TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;

/** The language of a user: the field `locale`, where the app has declared one, or English. `fields`: as they are stored. */
export function localeOf(appFields: AppFields, fields: string | null): string {
  const { locale } = appFields.view(fields);
  return typeof locale === "string" && TAG.test(locale) ? locale : DEFAULT_LOCALE;
}
