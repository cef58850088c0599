import type { IncomingMessage } from "node:http";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export type OriginRule = (req: IncomingMessage) => boolean;

/**
 * Whether a request may act with the visitor's cookies. SameSite cookies stop other sites; this also stops other origins of
 * the same site, and sign-in requests, which need no cookie to do harm. Only browsers send these two headers.
 */
export function createOriginRule(allowedOrigins: readonly string[]): OriginRule {
  const allowed = new Set(allowedOrigins);
  return (req) => {
    if (SAFE_METHODS.has(req.method ?? "")) return true;
    const { origin } = req.headers;
    if (origin !== undefined) return allowed.has(origin);
    const site = req.headers["sec-fetch-site"];
    return site !== "cross-site" && site !== "same-site";
  };
}
