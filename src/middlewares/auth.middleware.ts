import type { Request, RequestHandler } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import { readBearerToken } from "../http/bearerToken.js";
import type { AssertOriginAllowed } from "../http/originRule.js";
import type { UserViews } from "../services/account/index.js";
import type { Sessions } from "../services/session/index.js";
import { ApiError } from "../utils/ApiError.js";

/** Sets `req.user` and `req.auth`, or throws. */
export type Identify = (req: Request) => Promise<void>;

/**
 * Checks the access token, its session and its user as they are now, and sets `req.user` and `req.auth`. The `Authorization`
 * header beats the cookie; a cookie counts for an unsafe method only from an allowed origin, wherever this is mounted.
 * Throws ACCESS_TOKEN_MISSING, ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, SESSION_REVOKED, SESSION_EXPIRED,
 * ORIGIN_NOT_ALLOWED, STORE_UNAVAILABLE.
 */
export function createIdentify(deps: {
  sessions: Sessions;
  userViews: UserViews;
  cookies: AuthCookies;
  assertOriginAllowed: AssertOriginAllowed;
}): Identify {
  function accessTokenOf(req: Request): string {
    const bearer = readBearerToken(req);
    if (bearer.kind === "malformed") throw new ApiError("ACCESS_TOKEN_INVALID");
    if (bearer.kind === "token") return bearer.token;
    const cookie = deps.cookies.read(req, "accessToken");
    if (cookie === null) throw new ApiError("ACCESS_TOKEN_MISSING");
    deps.assertOriginAllowed(req);
    return cookie;
  }

  return async (req) => {
    const { user, sessionId, generation } = await deps.sessions.authenticate(accessTokenOf(req));
    req.user = deps.userViews.of(user);
    req.auth = Object.freeze({ sessionId, generation });
  };
}

/** Lets a request with a valid access token pass. */
export function createVerifyJWT(identify: Identify): RequestHandler {
  return async (req, _res, next) => {
    await identify(req);
    next();
  };
}

/** Throws FORBIDDEN unless the user that `verifyJWT` found has one of the roles. */
export function assertRole(req: Request, roles: readonly string[]): void {
  if (req.user === undefined) throw new ApiError("ACCESS_TOKEN_MISSING");
  if (!req.user.roles.some((role) => roles.includes(role))) throw new ApiError("FORBIDDEN");
}
