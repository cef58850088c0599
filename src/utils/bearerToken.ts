import type { IncomingMessage } from "node:http";

export type BearerToken = { kind: "none" } | { kind: "malformed" } | { kind: "token"; token: string };

// RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1).
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

const NAME = "authorization";

/** Reads `Authorization`: one header, one token. Anything else is malformed, never a reason to look elsewhere. */
export function readBearerToken(req: IncomingMessage): BearerToken {
  const header = req.headers.authorization;
  if (header === undefined) return { kind: "none" };
  const token = BEARER.exec(header)?.[1];
  return token !== undefined && occurrences(req.rawHeaders) === 1 ? { kind: "token", token } : { kind: "malformed" };
}

/** How often the header was sent: `headers` keeps the first and hides the others. */
function occurrences(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let name = 0; name < rawHeaders.length; name += 2) {
    // The length first: nearly all names differ in it, and need no copy in lower case.
    if (rawHeaders[name]?.length === NAME.length && rawHeaders[name]?.toLowerCase() === NAME) count += 1;
  }
  return count;
}
