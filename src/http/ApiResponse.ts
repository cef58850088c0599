import type { ServerResponse } from "node:http";

/** The envelope of every success: `{ statusCode, data, message, success: true }`. */
export class ApiResponse<T> {
  readonly statusCode: number;
  readonly data: T;
  readonly message: string;
  readonly success = true;

  constructor(statusCode: number, data: T, message: string) {
    this.statusCode = statusCode;
    this.data = data;
    this.message = message;
  }
}

/** Sends the envelope, under its status. */
export function sendEnvelope<T>(res: ServerResponse, envelope: ApiResponse<T>): void {
  sendJson(res, envelope.statusCode, envelope);
}

/**
 * Sends JSON. Straight to Node: Express's own `res.json` looks for settings, charsets and ETags, which costs as much as the check
 * of a session and is of no use, since no response here may be cached.
 */
export function sendJson(res: ServerResponse, statusCode: number, body: object): void {
  const text = JSON.stringify(body);
  res.statusCode = statusCode;
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}

/** No cache may keep a response about a session, and no browser may guess another content type. */
export function setResponseHeaders(res: ServerResponse): void {
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("X-Content-Type-Options", "nosniff");
}

/** Which names browsers must reach by https alone: none, this host, or this host and every name below it. */
export type Hsts = "off" | "on" | "includeSubDomains";

export const YEAR_IN_SECONDS = 31_536_000;

/** Sets the policy, unless a host app has set its own: that one is for the whole host, and browsers keep it for a year. */
export function setHsts(res: ServerResponse, hsts: Hsts): void {
  if (hsts === "off" || res.hasHeader("Strict-Transport-Security")) return;
  const scope = hsts === "includeSubDomains" ? "; includeSubDomains" : "";
  res.setHeader("Strict-Transport-Security", `max-age=${YEAR_IN_SECONDS}${scope}`);
}
