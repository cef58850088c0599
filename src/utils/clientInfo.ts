import type { Request } from "express";

const USER_AGENT_LIMIT = 512;

/** Who sent the request, as far as it tells. The IP is what Express makes of it under `trust proxy`. */
export function clientInfoOf(req: Request) {
  return {
    isBrowser: req.headers["sec-fetch-site"] !== undefined,
    ip: req.ip ?? null,
    userAgent: req.headers["user-agent"]?.slice(0, USER_AGENT_LIMIT) ?? null,
  };
}
