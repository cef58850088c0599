import { DEFAULT_LANGUAGE } from "../../language/index.js";
import { type AppFields, canonicalLocale } from "../fields/index.js";

/** The language of a user: the field `locale`, or English. An app's own `locale` may be no tag. `fields`: as they are stored. */
export function localeOf(appFields: AppFields, fields: string | null): string {
  const { locale } = appFields.view(fields);
  const tag = typeof locale === "string" ? canonicalLocale(locale) : null;
  return tag ?? DEFAULT_LANGUAGE;
}
