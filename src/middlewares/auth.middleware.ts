import type { Request, RequestHandler } from "express";
import { toUserView } from "../services/account/index.js";
import type { Authenticate } from "../services/session/index.js";
import { ApiError } from "../utils/ApiError.js";
import type { AuthCookies } from "../utils/authCookies.js";
import { readBearerToken } from "../utils/bearerToken.js";
import type { OriginRule } from "../utils/originRule.js";

/**
 * Lets a request pass when its access token is good right now, and sets `req.user` and `req.auth`. The `Authorization`
 * header beats the cookie; a cookie counts for an unsafe method only from an allowed origin, wherever this is mounted.
 *
 * Fails with ACCESS_TOKEN_MISSING, ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, SESSION_REVOKED, SESSION_EXPIRED,
 * ORIGIN_NOT_ALLOWED, STORE_UNAVAILABLE.
 */
export function createVerifyJWT(deps: {
  authenticate: Authenticate;
  cookies: AuthCookies;
  isOriginAllowed: OriginRule;
}): RequestHandler {
  function accessTokenOf(req: Request): string {
    const bearer = readBearerToken(req);
    if (bearer.kind === "malformed") throw new ApiError("ACCESS_TOKEN_INVALID");
    if (bearer.kind === "token") return bearer.token;
    const cookie = deps.cookies.read(req, "accessToken");
    if (cookie === null) throw new ApiError("ACCESS_TOKEN_MISSING");
    if (!deps.isOriginAllowed(req)) throw new ApiError("ORIGIN_NOT_ALLOWED");
    return cookie;
  }

  return async (req, _res, next) => {
    const { user, sessionId, generation } = await deps.authenticate(accessTokenOf(req));
    req.user = toUserView(user);
    req.auth = Object.freeze({ sessionId, generation });
    next();
  };
}

/** Lets only users with one of the roles pass. Mount it behind `verifyJWT`. Fails with FORBIDDEN. */
export function requireRole(...roles: string[]): RequestHandler {
  return (req, _res, next) => {
    if (req.user === undefined) throw new ApiError("ACCESS_TOKEN_MISSING");
    if (!req.user.roles.some((role) => roles.includes(role))) throw new ApiError("FORBIDDEN");
    next();
  };
}
