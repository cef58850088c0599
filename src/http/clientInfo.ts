import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import { withoutInvisible } from "../utils/displayText.js";
import { bareAddress } from "../utils/ipAddress.js";

/** What a request tells about who sent it. Never trusted for a decision but the class of the client. */
export interface ClientInfo {
  /** See {@link isBrowser}. */
  readonly isBrowser: boolean;
  /** In one spelling, without a port; `null` for what is no address. */
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const TEXT_LIMIT = 512;

/**
 * Whether a browser sent the request: it carries `Sec-Fetch-Site` or `Origin`, and no script in a page can remove either.
 * One is enough, because Safari before 16.4 sends no `Sec-Fetch-Site`, some proxies drop it, and browsers may leave `Origin`
 * out of a request that the page's own origin gets.
 *
 * Whatever acts on the answer runs behind the origin rule, so the `Origin` of such a request is an allowed one. Other clients
 * can forge both headers. That gives a thief of a cookie the tolerance of a browser, never more, and costs everybody else
 * the tokens in the body.
 */
export function isBrowser({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return headers["sec-fetch-site"] !== undefined || headers.origin !== undefined;
}

/** Who sent the request, as far as it tells. The IP is what Express makes of it under `trust proxy`. */
export function clientInfoOf(req: Request): ClientInfo {
  return {
    isBrowser: isBrowser(req),
    ip: bareAddress(req.ip),
    userAgent: shownText(req.headers["user-agent"]),
  };
}

/** Lists of sessions, mails, logs and terminals show it: a sender must not hide in it, nor steer what shows it. */
function shownText(text: string | undefined): string | null {
  return withoutInvisible(text ?? "").slice(0, TEXT_LIMIT) || null;
}
