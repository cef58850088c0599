import type { Request, Response } from "express";
import type { AuthBody } from "../schemas/auth.schema.js";
import type { SignInRequest, SignInResult } from "../services/account/index.js";
import type { IssuedAccessToken, IssuedTokens, PresentedLogoutToken } from "../services/session/index.js";
import type { TokenChecks } from "../services/token/index.js";
import { ApiError } from "../utils/ApiError.js";
import type { Clock } from "../utils/clock.js";
import type { AuthCookies } from "./authCookies.js";
import { readBearerToken } from "./bearerToken.js";
import { clientInfoOf, isBrowser } from "./clientInfo.js";
import type { RequestWith } from "./request.js";

interface SessionTokensDeps {
  readonly cookies: AuthCookies;
  readonly tokenChecks: TokenChecks;
  readonly clock: Clock;
  readonly config: { readonly tokensInBody: "auto" | "always" | "never" };
}

/** How the tokens of a session go to a client, and come back at the end. */
export class SessionTokens {
  readonly #deps: SessionTokensDeps;

  constructor(deps: SessionTokensDeps) {
    this.#deps = deps;
  }

  /**
   * Sets the tokens as cookies, and returns those that belong in the body of the response: only for clients that are not
   * browsers. A browser marks its requests in a way that no script can undo, so injected script finds no token in any response
   * (ASVS 3.3.4).
   */
  deliver(req: Request, res: Response, tokens: IssuedTokens): { accessToken?: string; refreshToken?: string } {
    const access = this.deliverAccess(req, res, tokens);
    // The client holds this very token already: setting it again could overtake a newer one on the way.
    if (tokens.refreshTokenIsNew) {
      this.#deps.cookies.set(
        res,
        "refreshToken",
        tokens.refreshToken,
        this.#lifeLeft(tokens, tokens.refreshTokenExpiresAt),
      );
    }
    const { refreshToken } = tokens;
    return { ...access, ...(this.#belongInBody(req) && { refreshToken }) };
  }

  /** The same at a sign-in, which also marks the browser as one that has signed in before. */
  deliverSignIn(req: Request, res: Response, { tokens, deviceToken }: SignInResult) {
    this.#deps.cookies.clearDuplicates(res);
    this.#deps.cookies.setDevice(res, deviceToken);
    return this.deliver(req, res, tokens);
  }

  /** What a request presents that wants to sign in: the new session replaces the one of its cookie. */
  signInRequest(req: Request, rememberMe: boolean | undefined): SignInRequest {
    const { cookies } = this.#deps;
    return {
      rememberMe: rememberMe ?? true,
      presentedCookie: cookies.read(req, "refreshToken"),
      presentedDevice: cookies.read(req, "deviceToken"),
      client: clientInfoOf(req),
    };
  }

  /** The same for an access token alone, where the client keeps its refresh token. */
  deliverAccess(req: Request, res: Response, token: IssuedAccessToken): { accessToken?: string } {
    const { cookies, clock } = this.#deps;
    const { accessToken, accessTokenExpiresAt } = token;
    cookies.set(res, "accessToken", accessToken, this.#lifeLeft(token, accessTokenExpiresAt));
    // A browser's script never sees the token; it needs to know when to refresh.
    res.setHeader("X-Access-Token-Expires-In", String(wholeSeconds(accessTokenExpiresAt - clock.now()) / 1000));
    return this.#belongInBody(req) ? { accessToken } : {};
  }

  #lifeLeft({ rememberMe }: IssuedAccessToken, expiresAt: number): number | null {
    return rememberMe ? wholeSeconds(expiresAt - this.#deps.clock.now()) : null;
  }

  #belongInBody(req: Request): boolean {
    const { tokensInBody } = this.#deps.config;
    return tokensInBody === "auto" ? !isBrowser(req) : tokensInBody === "always";
  }

  /**
   * Returns the tokens that may name the session to end: those of the `Authorization` header and the body, else those of the
   * cookies. A wrong token never falls back to a cookie. An access token that has only expired does, as is usual at a sign-out:
   * then the refresh token decides.
   * Throws ACCESS_TOKEN_INVALID if `Authorization` is malformed.
   */
  presentedForLogout(req: RequestWith<AuthBody<"logout">>): PresentedLogoutToken[] {
    const { cookies, tokenChecks } = this.#deps;
    const bearer = readBearerToken(req);
    if (bearer.kind === "malformed") throw new ApiError("ACCESS_TOKEN_INVALID");
    const explicit = [
      ...access(bearer.kind === "token" ? bearer.token : null),
      ...refresh(req.body.refreshToken ?? null, { cameFromCookie: false }),
    ];
    if (explicit.some(({ kind, token }) => kind === "refresh" || !tokenChecks.isExpired(token))) return explicit;
    return [
      ...explicit,
      ...refresh(cookies.read(req, "refreshToken"), { cameFromCookie: true }),
      ...access(cookies.read(req, "accessToken")),
    ];
  }
}

/** Max-Age counts in seconds. Rounded up: a cookie that ends before its token would be lost too soon. */
function wholeSeconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000)) * 1000;
}

function access(token: string | null): PresentedLogoutToken[] {
  return token === null ? [] : [{ kind: "access", token }];
}

function refresh(token: string | null, from: { cameFromCookie: boolean }): PresentedLogoutToken[] {
  return token === null ? [] : [{ kind: "refresh", token, ...from }];
}
