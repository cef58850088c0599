import { apiText } from "../../messages/api/index.js";
import type { FieldSchema } from "./FieldSchema.js";

/** RFC 5646 section 4.4.1: room for the longest tag of language, script, region and variants. */
const MAX_LENGTH = 35;

/** The canonical form of a BCP 47 tag, such as `de-AT` for `de-at`; `null` for a text that is none, or is too long. */
export function canonicalLocale(tag: string): string | null {
  if (tag.length > MAX_LENGTH) return null;
  try {
    const [canonical = ""] = Intl.getCanonicalLocales(tag);
    return canonical.length > MAX_LENGTH ? null : canonical;
  } catch {
    // RangeError: the tag is not well-formed.
    return null;
  }
}

/**
 * The language of a user, in which mails and answers are written. A tag of a language without texts is stored too: the app may have
 * them, and a later release.
 */
export const localeField: FieldSchema<string | undefined> = {
  "~standard": {
    version: 1,
    vendor: "latchkey",
    validate: (value) => {
      if (value === undefined) return { value };
      const locale = typeof value === "string" ? canonicalLocale(value) : null;
      return locale === null ? { issues: [apiText("locale.tag")] } : { value: locale };
    },
  },
};
