import type { IncomingMessage } from "node:http";
import Negotiator from "negotiator";
import QuickLRU from "quick-lru";
import { DEFAULT_LANGUAGE, type Language, languageOfTag } from "../language/index.js";

/** What a request says about the language of its sender. `user`: as `verifyJWT` sets it, or a host app of its own. */
export type AskingRequest = Pick<IncomingMessage, "headers" | "url"> & {
  readonly user?: { readonly locale?: unknown } | undefined;
};

/** The language of the texts in a response: that of `?lang=`, of the signed-in user, of `Accept-Language`, or English. */
export function requestLanguage({ url, user, headers }: AskingRequest): Language {
  const locale = localeOfQuery(url) ?? readable(user?.locale) ?? acceptedLocale(headers);
  return locale === null ? DEFAULT_LANGUAGE : (languageOfTag(locale) ?? DEFAULT_LANGUAGE);
}

/**
 * The BCP 47 tag, with its region, of `?lang=`, or of the best match of `Accept-Language`. `null` if neither names a language that
 * has texts.
 */
export function requestedLocale({ url, headers }: Pick<AskingRequest, "url" | "headers">): string | null {
  return localeOfQuery(url) ?? acceptedLocale(headers);
}

/** Read by hand: Express's parser of queries is off, or is the host app's. */
function localeOfQuery(url = ""): string | null {
  const at = url.indexOf("?");
  return at === -1 ? null : readable(new URLSearchParams(url.slice(at + 1)).get("lang"));
}

function readable(tag: unknown): string | null {
  return typeof tag === "string" && languageOfTag(tag) !== null ? tag : null;
}

/** Browsers send the same few headers again and again. */
const acceptedByHeader = new QuickLRU<string, string | null>({ maxSize: 100 });

/** Far more than any browser sends. A longer one is not worth the work, and counts as absent. */
const MAX_HEADER_LENGTH = 300;

function acceptedLocale({ "accept-language": header }: IncomingMessage["headers"]): string | null {
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return null;
  const known = acceptedByHeader.get(header);
  if (known !== undefined) return known;
  const tags = new Negotiator({ headers: { "accept-language": header } }).languages();
  const accepted = tags.find((tag) => languageOfTag(tag) !== null) ?? null;
  acceptedByHeader.set(header, accepted);
  return accepted;
}
