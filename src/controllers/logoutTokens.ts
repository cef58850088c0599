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
  const presented: { kind: PresentedLogoutToken["kind"]; token: string | null | undefined }[] = [
    { kind: "access", token: bearer.kind === "token" ? bearer.token : null },
    { kind: "refresh", token: req.body.refreshToken },
    { kind: "refresh", token: cookies.read(req, "refreshToken") },
    { kind: "access", token: cookies.read(req, "accessToken") },
  ];
  return presented.flatMap(({ kind, token }) => (typeof token === "string" ? [{ kind, token }] : []));
}
