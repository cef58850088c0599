import type { Request } from "express";
import type { LogoutBody } from "../schemas/auth.schema.js";
import type { PresentedLogoutToken } from "../services/session/index.js";
import { ApiError } from "../utils/ApiError.js";
import type { AuthCookies } from "../utils/authCookies.js";
import { readBearerToken } from "../utils/bearerToken.js";

interface LogoutTokens {
  /** From the `Authorization` header and the body. */
  readonly explicit: readonly PresentedLogoutToken[];
  readonly fromCookies: readonly PresentedLogoutToken[];
}

/** The tokens that may say which session is to end. Fails with ACCESS_TOKEN_INVALID when `Authorization` is malformed. */
export function logoutTokensOf(
  req: Request<Record<string, string>, unknown, LogoutBody>,
  cookies: AuthCookies,
): LogoutTokens {
  const bearer = readBearerToken(req);
  if (bearer.kind === "malformed") throw new ApiError("ACCESS_TOKEN_INVALID");
  return {
    explicit: [
      ...present("access", bearer.kind === "token" ? bearer.token : null),
      ...present("refresh", req.body.refreshToken),
    ],
    fromCookies: [
      ...present("refresh", cookies.read(req, "refreshToken")),
      ...present("access", cookies.read(req, "accessToken")),
    ],
  };
}

function present(kind: PresentedLogoutToken["kind"], token: string | null | undefined): PresentedLogoutToken[] {
  return typeof token === "string" ? [{ kind, token }] : [];
}

/**
 * Ends a session by explicit tokens, else by cookies: a wrong token never falls back to a cookie. Only an access token that has
 * merely expired does, which is the usual case at a sign-out.
 */
export async function logoutBy(
  { explicit, fromCookies }: LogoutTokens,
  logout: (presented: readonly PresentedLogoutToken[]) => Promise<void>,
): Promise<void> {
  if (explicit.length === 0) return logout(fromCookies);
  try {
    await logout(explicit);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "ACCESS_TOKEN_EXPIRED")) throw error;
    await logout([...explicit, ...fromCookies]);
  }
}
