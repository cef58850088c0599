import type { Request, Response } from "express";
import type { IssuedTokens } from "../services/session/index.js";
import type { Clock } from "../utils/clock.js";
import { ApiResponse, sendAnswer } from "./ApiResponse.js";
import type { AuthCookies } from "./authCookies.js";
import { isBrowser } from "./clientInfo.js";

export type SendTokens = (req: Request, res: Response, tokens: IssuedTokens, data: object, message: string) => void;

/**
 * Answers with tokens: as cookies always, in the body only to clients that are no browsers. A browser marks its requests
 * in a way that no script can undo, so injected script finds no token in any answer (ASVS 3.3.4).
 */
export function createSendTokens(deps: {
  cookies: AuthCookies;
  clock: Clock;
  tokensInBody: "auto" | "always" | "never";
}): SendTokens {
  function belongInBody(req: Request): boolean {
    if (deps.tokensInBody !== "auto") return deps.tokensInBody === "always";
    return !isBrowser(req);
  }

  return (req, res, tokens, data, message) => {
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
    const body = belongInBody(req) ? { ...data, accessToken, refreshToken } : data;
    sendAnswer(res, new ApiResponse(200, body, message));
  };
}

/** Max-Age counts in seconds. Rounded up: a cookie that ends before its token would be lost too soon. */
function wholeSeconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000)) * 1000;
}
