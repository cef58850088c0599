import type { ServerResponse } from "node:http";

/** No cache may keep a response about a session, and no browser may guess another content type. */
export function setResponseHeaders(res: ServerResponse): void {
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("X-Content-Type-Options", "nosniff");
}

/** Which names browsers must reach by https alone: none, this host, or this host and every name below it. */
export type Hsts = "off" | "on" | "includeSubDomains";

const YEAR_IN_SECONDS = 31_536_000;

/** Sets the policy, unless a host app has set its own: that one is for the whole host, and browsers keep it for a year. */
export function setHsts(res: ServerResponse, hsts: Hsts): void {
  if (hsts === "off" || res.hasHeader("Strict-Transport-Security")) return;
  const scope = hsts === "includeSubDomains" ? "; includeSubDomains" : "";
  res.setHeader("Strict-Transport-Security", `max-age=${YEAR_IN_SECONDS}${scope}`);
}
