import type { Request } from "express";
import { withoutInvisible } from "./displayText.js";

/** What a request tells about who sent it. Never trusted for a decision but the class of the client. */
export interface ClientInfo {
  /** `Sec-Fetch-Site` is present: a browser sent it, and no script in a page can remove it. */
  readonly isBrowser: boolean;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const TEXT_LIMIT = 512;

/** Who sent the request, as far as it tells. The IP is what Express makes of it under `trust proxy`. */
export function clientInfoOf(req: Request): ClientInfo {
  return {
    isBrowser: req.headers["sec-fetch-site"] !== undefined,
    ip: shownText(req.ip),
    userAgent: shownText(req.headers["user-agent"]),
  };
}

/** Lists of sessions, mails, logs and terminals show it: whoever sends it must not hide in it, nor steer what shows it. */
function shownText(text: string | undefined): string | null {
  return withoutInvisible(text ?? "").slice(0, TEXT_LIMIT) || null;
}
