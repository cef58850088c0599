import type { Request } from "express";
import type { LogoutBody } from "../schemas/auth.schema.js";
import type { PresentedLogoutToken } from "../services/session/index.js";
import { ApiError } from "../utils/ApiError.js";
import type { AuthCookies } from "../utils/authCookies.js";
import { readBearerToken } from "../utils/bearerToken.js";

/** Explicit tokens first. An access token that has expired is the usual case here, so the refresh token may speak for it. */
export function logoutTokensOf(req: Request<Record<string, string>, unknown, LogoutBody>, cookies: AuthCookies) {
  const bearer = readBearerToken(req);
  if (bearer.kind === "malformed") throw new ApiError("ACCESS_TOKEN_INVALID");
  const presented: (PresentedLogoutToken | null)[] = [
    access(bearer.kind === "token" ? bearer.token : null),
    refresh(req.body.refreshToken ?? null, false),
    refresh(cookies.read(req, "refreshToken"), true),
    access(cookies.read(req, "accessToken")),
  ];
  return presented.filter((token) => token !== null);
}

function access(token: string | null): PresentedLogoutToken | null {
  return token === null ? null : { kind: "access", token };
}

function refresh(token: string | null, cameFromCookie: boolean): PresentedLogoutToken | null {
  return token === null ? null : { kind: "refresh", token, cameFromCookie };
}
