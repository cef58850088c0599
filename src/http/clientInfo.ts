import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import { withoutInvisible } from "../utils/displayText.js";
import { bareAddress } from "../utils/ipAddress.js";

/** What a request says about its sender. The class of the client is the only decision that trusts it. */
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
 * What acts on the result runs behind the origin rule, so the `Origin` of such a request is an allowed one. Other clients
 * can forge both headers. That gives a thief of a cookie the tolerance of a browser, never more, and any other client loses the
 * tokens in the body.
 */
export function isBrowser({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return headers["sec-fetch-site"] !== undefined || headers.origin !== undefined;
}

/** Returns who sent the request. The IP is the one that Express finds under `trust proxy`. */
export function clientInfoOf(req: Request): ClientInfo {
  return { isBrowser: isBrowser(req), ip: bareAddress(req.ip), userAgent: shownText(req.headers["user-agent"]) };
}

/** Lists of sessions, emails, logs and terminals show it: a sender must not hide in it or control what shows it. */
function shownText(text: string | undefined): string | null {
  return withoutInvisible(text ?? "").slice(0, TEXT_LIMIT) || null;
}
