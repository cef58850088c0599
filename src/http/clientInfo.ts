import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import { ApiError } from "../utils/ApiError.js";
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
  return {
    isBrowser: isBrowser(req),
    ip: bareAddress(req.ip),
    userAgent: shownText(req.headers["user-agent"]),
  };
}

/** Lists of sessions, emails, logs and terminals show it: a sender must not hide in it or control what shows it. */
function shownText(text: string | undefined): string | null {
  return withoutInvisible(text ?? "").slice(0, TEXT_LIMIT) || null;
}

/** A request whose body a schema has checked. */
export type RequestWith<Body = unknown> = Request<Record<string, string>, unknown, Body>;

type SignedInRequest = { [Key in "user" | "auth"]: NonNullable<Request[Key]> };

/** Returns what `verifyJWT` found. A route that forgot to mount it responds 401 instead of acting for nobody. */
export function requireUser({ user, auth }: Pick<Request, "user" | "auth">): SignedInRequest {
  if (user === undefined || auth === undefined) throw new ApiError("ACCESS_TOKEN_MISSING");
  return { user, auth };
}

const MAX_KEY_LENGTH = 255;

/** The `Idempotency-Key` of a request, or `null`. An empty one counts as absent. Throws VALIDATION_FAILED if it is too long. */
export function idempotencyKeyOf(req: Request): string | null {
  const key = req.headers["idempotency-key"];
  if (typeof key !== "string" || key === "") return null;
  if (key.length > MAX_KEY_LENGTH) {
    const message = `Use at most ${MAX_KEY_LENGTH} characters.`;
    throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "Idempotency-Key", message }] });
  }
  return key;
}
