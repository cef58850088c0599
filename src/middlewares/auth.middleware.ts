import type { IncomingMessage } from "node:http";
import type { Request, RequestHandler } from "express";
import type { RequestAuth } from "../@types/express.js";
import type { AuthCookies, RequestCookies } from "../http/authCookies.js";
import { readBearerToken } from "../http/bearerToken.js";
import type { AssertOriginAllowed } from "../http/originRule.js";
import type { UserView, UserViews } from "../services/account/index.js";
import type { Sessions } from "../services/session/index.js";
import { ApiError } from "../utils/ApiError.js";

/** What a request says about who is asking. */
export type Credentials = Pick<IncomingMessage, "method" | "headers" | "rawHeaders"> & RequestCookies;

/** Who is asking. */
export interface Identity {
  readonly user: UserView;
  readonly auth: RequestAuth;
}

/** Says who is asking, or throws. */
export type Identify = (credentials: Credentials) => Promise<Identity>;

/**
 * Checks the access token, its session and its user as they are now. The `Authorization` header beats the cookie; a cookie counts
 * for an unsafe method, and for a WebSocket, only from an allowed origin, wherever this is mounted.
 * Throws ACCESS_TOKEN_MISSING, ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, SESSION_REVOKED, SESSION_EXPIRED,
 * ORIGIN_NOT_ALLOWED, STORE_UNAVAILABLE.
 */
export function createIdentify(deps: {
  sessions: Sessions;
  userViews: UserViews;
  cookies: AuthCookies;
  assertOriginAllowed: AssertOriginAllowed;
}): Identify {
  function accessTokenOf(credentials: Credentials): string {
    const bearer = readBearerToken(credentials);
    if (bearer.kind === "malformed") throw new ApiError("ACCESS_TOKEN_INVALID");
    if (bearer.kind === "token") return bearer.token;
    const cookie = deps.cookies.read(credentials, "accessToken");
    if (cookie === null) throw new ApiError("ACCESS_TOKEN_MISSING");
    deps.assertOriginAllowed(credentials);
    return cookie;
  }

  return async (credentials) => {
    const { user, sessionId, generation } = await deps.sessions.authenticate(accessTokenOf(credentials));
    return { user: deps.userViews.of(user), auth: Object.freeze({ sessionId, generation }) };
  };
}

/** Sets `req.user` and `req.auth`. */
export function setIdentity(req: Request, { user, auth }: Identity): void {
  req.user = user;
  req.auth = auth;
}

/** Lets a request with a valid access token pass. */
export function createVerifyJWT(identify: Identify): RequestHandler {
  return async (req, _res, next) => {
    setIdentity(req, await identify(req));
    next();
  };
}

/** Throws FORBIDDEN unless the user that `verifyJWT` found has one of the roles. */
export function assertRole(req: Request, roles: readonly string[]): void {
  if (req.user === undefined) throw new ApiError("ACCESS_TOKEN_MISSING");
  if (!req.user.roles.some((role) => roles.includes(role))) throw new ApiError("FORBIDDEN");
}
