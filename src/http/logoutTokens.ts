import type { Request } from "express";
import type { LogoutBody } from "../schemas/auth.schema.js";
import type { PresentedLogoutToken } from "../services/session/index.js";
import type { TokenChecks } from "../services/token/index.js";
import { ApiError } from "../utils/ApiError.js";
import type { AuthCookies } from "./authCookies.js";
import { readBearerToken } from "./bearerToken.js";

/**
 * The tokens that may say which session is to end: those of the `Authorization` header and the body, else those of the cookies.
 * A wrong token never falls back to a cookie. An access token that has merely expired does, the usual case at a sign-out: the
 * refresh token may speak for it.
 *
 * Fails with ACCESS_TOKEN_INVALID when `Authorization` is malformed.
 */
export function logoutTokensOf(
  req: Request<Record<string, string>, unknown, LogoutBody>,
  { cookies, tokenChecks }: { cookies: AuthCookies; tokenChecks: TokenChecks },
): PresentedLogoutToken[] {
  const bearer = readBearerToken(req);
  if (bearer.kind === "malformed") throw new ApiError("ACCESS_TOKEN_INVALID");
  const explicit = [
    ...access(bearer.kind === "token" ? bearer.token : null),
    ...refresh(req.body.refreshToken ?? null, { cameFromCookie: false }),
  ];
  const speaksForItself = explicit.some(({ kind, token }) => kind === "refresh" || !tokenChecks.isExpired(token));
  if (speaksForItself) return explicit;
  return [
    ...explicit,
    ...refresh(cookies.read(req, "refreshToken"), { cameFromCookie: true }),
    ...access(cookies.read(req, "accessToken")),
  ];
}

function access(token: string | null): PresentedLogoutToken[] {
  return token === null ? [] : [{ kind: "access", token }];
}

function refresh(token: string | null, from: { cameFromCookie: boolean }): PresentedLogoutToken[] {
  return token === null ? [] : [{ kind: "refresh", token, ...from }];
}
