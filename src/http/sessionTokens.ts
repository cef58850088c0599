import type { Request, Response } from "express";
import type { LogoutBody } from "../schemas/auth.schema.js";
import type { IssuedTokens, PresentedLogoutToken } from "../services/session/index.js";
import type { TokenChecks } from "../services/token/index.js";
import { ApiError } from "../utils/ApiError.js";
import type { Clock } from "../utils/clock.js";
import type { AuthCookies } from "./authCookies.js";
import { readBearerToken } from "./bearerToken.js";
import { isBrowser } from "./clientInfo.js";
import type { RequestWith } from "./request.js";

/** Sets the cookies of new tokens, and returns the tokens that belong in the body of the response. */
export type DeliverTokens = (
  req: Request,
  res: Response,
  tokens: IssuedTokens,
) => { accessToken?: string; refreshToken?: string };

/**
 * Delivers tokens: as cookies always, in the body only to clients that are not browsers. A browser marks its requests in a way
 * that no script can undo, so injected script finds no token in any response (ASVS 3.3.4).
 */
export function createDeliverTokens(deps: {
  cookies: AuthCookies;
  clock: Clock;
  tokensInBody: "auto" | "always" | "never";
}): DeliverTokens {
  function belongInBody(req: Request): boolean {
    if (deps.tokensInBody !== "auto") return deps.tokensInBody === "always";
    return !isBrowser(req);
  }

  return (req, res, tokens) => {
    const now = deps.clock.now();
    const lifeLeft = (expiresAt: number) => (tokens.rememberMe ? wholeSeconds(expiresAt - now) : null);
    deps.cookies.set(res, "accessToken", tokens.accessToken, lifeLeft(tokens.accessTokenExpiresAt));
    // The client holds this very token already: setting it again could overtake a newer one on the way.
    if (tokens.refreshTokenIsNew) {
      deps.cookies.set(res, "refreshToken", tokens.refreshToken, lifeLeft(tokens.refreshTokenExpiresAt));
    }
    // A browser's script never sees the token; it needs to know when to refresh.
    res.setHeader("X-Access-Token-Expires-In", String(wholeSeconds(tokens.accessTokenExpiresAt - now) / 1000));
    const { accessToken, refreshToken } = tokens;
    return belongInBody(req) ? { accessToken, refreshToken } : {};
  };
}

/** Max-Age counts in seconds. Rounded up: a cookie that ends before its token would be lost too soon. */
function wholeSeconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000)) * 1000;
}

/**
 * Returns the tokens that may name the session to end: those of the `Authorization` header and the body, else those of the
 * cookies. A wrong token never falls back to a cookie. An access token that has only expired does, as is usual at a sign-out:
 * then the refresh token decides.
 *
 * Throws ACCESS_TOKEN_INVALID if `Authorization` is malformed.
 */
export function logoutTokensOf(
  req: RequestWith<LogoutBody>,
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
