import type { IncomingMessage } from "node:http";

export type BearerToken = { kind: "none" } | { kind: "malformed" } | { kind: "token"; token: string };

// RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1).
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** What clients without a token send: nothing, the scheme alone, or the text of a variable that was never set. */
const NO_TOKEN = /^(?:Bearer(?: +(?:undefined|null)?)?)?$/i;

const SCHEME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+(?= )/;

const NAME = "authorization";

/**
 * Reads `Authorization`: one header, one token. A header without a token of ours counts as absent, so that the cookie is checked
 * under the origin rule. Everything else is malformed: after a token that was sent, no other place is tried.
 */
export function readBearerToken(req: Pick<IncomingMessage, "headers" | "rawHeaders">): BearerToken {
  const header = req.headers.authorization;
  if (header === undefined) return { kind: "none" };
  if (occurrences(req.rawHeaders) !== 1) return { kind: "malformed" };
  if (NO_TOKEN.test(header) || isOfAnotherScheme(header)) return { kind: "none" };
  const token = BEARER.exec(header)?.[1];
  return token === undefined ? { kind: "malformed" } : { kind: "token", token };
}

/** Credentials for something else, such as a proxy in front. A list in one header could hold a token of ours, so it is not. */
function isOfAnotherScheme(header: string): boolean {
  const scheme = SCHEME.exec(header)?.[0];
  if (scheme === undefined || header.length === scheme.length + 1) return false;
  return !/\bBearer\b/i.test(header);
}

/** How often the header was sent: `headers` keeps the first and hides the others. */
function occurrences(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let name = 0; name < rawHeaders.length; name += 2) {
    // The length first: nearly all names differ in it, and need no lower-case copy.
    if (rawHeaders[name]?.length === NAME.length && rawHeaders[name]?.toLowerCase() === NAME) count += 1;
  }
  return count;
}
