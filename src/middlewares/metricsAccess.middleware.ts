import type { Request, RequestHandler } from "express";
import { ApiError } from "../utils/ApiError.js";
import { readBearerToken } from "../utils/bearerToken.js";
import { equalInConstantTime } from "../utils/constantTime.js";
import { isLoopback } from "../utils/isLoopback.js";

/** What proxies add. */
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/**
 * Lets read the metrics whoever has the token; without a token set, whoever asks from this machine. The socket tells, never
 * what a header claims. A proxy on this machine has a loopback socket too and would publish them, so whatever came through
 * one is refused.
 *
 * Fails with NOT_FOUND: a stranger does not learn that there is something to read.
 */
export function metricsAccess(token: string | null): RequestHandler {
  return (req, _res, next) => {
    if (!(token === null ? isLocal(req) : hasToken(req, token))) throw new ApiError("NOT_FOUND");
    next();
  };
}

function hasToken(req: Request, token: string): boolean {
  const bearer = readBearerToken(req);
  return bearer.kind === "token" && equalInConstantTime(bearer.token, token);
}

function isLocal({ socket, headers }: Request): boolean {
  return isLoopback(socket.remoteAddress) && FORWARDED.every((name) => headers[name] === undefined);
}
