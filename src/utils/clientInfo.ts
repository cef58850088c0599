import type { Request } from "express";

/** What a request tells about who sent it. Never trusted for a decision but the class of the client. */
export interface ClientInfo {
  /** `Sec-Fetch-Site` is present: a browser sent it, and no script in a page can remove it. */
  readonly isBrowser: boolean;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const USER_AGENT_LIMIT = 512;

/** Who sent the request, as far as it tells. The IP is what Express makes of it under `trust proxy`. */
export function clientInfoOf(req: Request): ClientInfo {
  return {
    isBrowser: req.headers["sec-fetch-site"] !== undefined,
    ip: req.ip ?? null,
    userAgent: req.headers["user-agent"]?.slice(0, USER_AGENT_LIMIT) || null,
  };
}
