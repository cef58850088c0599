import type { IncomingMessage } from "node:http";
import { type ApiText, apiText } from "../messages/api/index.js";
import { ApiError } from "../utils/ApiError.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import type { TrustsOrigin } from "./trustedOrigins.js";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** Throws ORIGIN_NOT_ALLOWED unless the request may use the visitor's cookies. */
export type AssertOriginAllowed = (req: Pick<IncomingMessage, "method" | "headers">) => void;

interface OriginSettings {
  readonly publicOrigin: string;
  readonly corsOrigins: readonly string[];
}

/** The origins that the settings allow. */
export function allowedOrigins({ publicOrigin, corsOrigins }: OriginSettings): ReadonlySet<string> {
  return new Set([publicOrigin, ...loopbackTwins(publicOrigin), ...corsOrigins]);
}

/**
 * Decides which requests may use the visitor's cookies. SameSite cookies stop other sites; this also stops other origins of the
 * same site, and sign-in requests, which need no cookie to do harm. Only browsers send these two headers.
 *
 * @param trusts asked about an origin that the settings do not allow
 */
export function createOriginRule(config: OriginSettings, trusts: TrustsOrigin | null = null): AssertOriginAllowed {
  const allowed = allowedOrigins(config);

  function refuse(text: ApiText, seen: Record<string, string>): never {
    throw new ApiError("ORIGIN_NOT_ALLOWED", {
      ...text,
      diagnosis: { ...seen, allowed: [...allowed], setting: "CORS_ORIGIN" },
    });
  }

  return ({ method, headers }) => {
    // A WebSocket begins as a GET, and no preflight asks first: a page of any site could speak for the visitor (CWE-1385).
    if (SAFE_METHODS.has(method ?? "") && headers.upgrade === undefined) return;
    const { origin, "sec-fetch-site": site } = headers;
    if (origin !== undefined) {
      if (!allowed.has(origin) && !trusts?.(origin))
        refuse(refusalOf(origin, config.publicOrigin), { origin: printable(origin) });
    } else if (site === "cross-site" || site === "same-site") {
      refuse(apiText("origin.otherSite", { site }), { site });
    }
  };
}

/** A server on a laptop has three names, and the pages work at each of them. */
function loopbackTwins(publicOrigin: string): string[] {
  if (!isLocalhost(new URL(publicOrigin))) return [];
  return LOOPBACK_NAMES.map((name) => {
    const twin = new URL(publicOrigin);
    twin.hostname = name;
    return twin.origin;
  });
}

/**
 * The message for the developer of the page. Anybody can read it, so it names the sender's origin and the public URL, which is in
 * every token, but not the other origins that the operator allows. Those are in the log.
 */
function refusalOf(origin: string, publicOrigin: string): ApiText {
  const params = { origin: printable(origin), publicOrigin };
  // Files, sandboxed frames and some redirects of every site share this origin, so allowing it would allow every site.
  if (origin === "null" || origin === "") return apiText("origin.opaque", params);
  return apiText("origin.unlisted", params);
}

const MAX_ORIGIN_LENGTH = 100;

/** It is untrusted text, which a terminal or a page may show. */
export function printable(origin: string): string {
  return origin.slice(0, MAX_ORIGIN_LENGTH).replace(/[^A-Za-z0-9:/.[\]_~%+*-]/g, "?");
}
