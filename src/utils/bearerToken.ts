import type { IncomingMessage } from "node:http";

export type BearerToken = { kind: "none" } | { kind: "malformed" } | { kind: "token"; token: string };

// RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1).
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** Reads `Authorization`: one header, one token. Anything else is malformed, never a reason to look elsewhere. */
export function readBearerToken(req: IncomingMessage): BearerToken {
  const headers = req.headersDistinct["authorization"] ?? [];
  const [header] = headers;
  if (header === undefined) return { kind: "none" };
  const token = BEARER.exec(header)?.[1];
  return headers.length === 1 && token !== undefined ? { kind: "token", token } : { kind: "malformed" };
}
