import type { Request, RequestHandler, Response } from "express";
import type { ChangePasswordBody, LoginBody, LogoutBody, RefreshBody, RegisterBody } from "../schemas/auth.schema.js";
import { type AccountService, toUserView } from "../services/account/index.js";
import type { ListSessions, PresentedLogoutToken, RefreshSession, SessionEnding } from "../services/session/index.js";
import { ApiError } from "../utils/ApiError.js";
import { ApiResponse } from "../utils/ApiResponse.js";
import type { AuthCookies } from "../utils/authCookies.js";
import { readBearerToken } from "../utils/bearerToken.js";
import { clientInfoOf } from "../utils/clientInfo.js";
import type { SendTokens } from "./sendTokens.js";
import { signedIn } from "./signedIn.js";

type Handler<Body = unknown> = RequestHandler<Record<string, string>, unknown, Body>;

export interface AuthControllerDeps {
  account: AccountService;
  refreshSession: RefreshSession;
  sessionEnding: SessionEnding;
  listSessions: ListSessions;
  cookies: AuthCookies;
  sendTokens: SendTokens;
}

const IDEMPOTENCY_KEY_LIMIT = 255;

export function createAuthController(deps: AuthControllerDeps) {
  const register: Handler<RegisterBody> = async (req, res) => {
    const user = await deps.account.register({ ...req.body, avatarUrl: req.body.avatarUrl ?? null });
    res.status(201).json(new ApiResponse(201, toUserView(user), "Registered."));
  };

  const login: Handler<LoginBody> = async (req, res) => {
    const tokens = await deps.account.login({
      username: req.body.username ?? null,
      email: req.body.email ?? null,
      password: req.body.password,
      rememberMe: req.body.rememberMe ?? true,
      presentedCookie: deps.cookies.read(req, "refreshToken"),
      client: clientInfoOf(req),
    });
    deps.sendTokens(req, res, tokens, { user: toUserView(tokens.user) }, "Signed in.");
  };

  const refreshToken: Handler<RefreshBody> = async (req, res) => {
    const idempotencyKey = idempotencyKeyOf(req);
    const fromBody = req.body.refreshToken;
    const token = fromBody ?? deps.cookies.read(req, "refreshToken");
    if (token === null) throw new ApiError("REFRESH_TOKEN_MISSING");
    const tokens = await deps.refreshSession({
      token,
      cameFromCookie: fromBody === undefined,
      idempotencyKey,
      client: clientInfoOf(req),
    });
    deps.sendTokens(req, res, tokens, {}, "Refreshed.");
  };

  const logout: Handler<LogoutBody> = async (req, res) => {
    await deps.sessionEnding.logout(logoutTokensOf(req, deps.cookies));
    sendSignedOut(res, "Signed out.");
  };

  const logoutAll: Handler = async (req, res) => {
    await deps.account.logoutAll(signedIn(req).user._id);
    sendSignedOut(res, "Signed out everywhere.");
  };

  const sessions: Handler = async (req, res) => {
    const { user, auth } = signedIn(req);
    const list = await deps.listSessions(user._id, auth.sessionId);
    res.status(200).json(new ApiResponse(200, list, "Your sessions."));
  };

  const deleteSession: Handler = async (req, res) => {
    const { user, auth } = signedIn(req);
    const id = req.params["id"] ?? "";
    await deps.sessionEnding.revokeOwn(user._id, id);
    if (id === auth.sessionId) deps.cookies.clear(res);
    res.status(200).json(new ApiResponse(200, {}, "The session has ended."));
  };

  const changePassword: Handler<ChangePasswordBody> = async (req, res) => {
    const { user, auth } = signedIn(req);
    const tokens = await deps.account.changePassword({
      userId: user._id,
      sessionId: auth.sessionId,
      currentPassword: req.body.currentPassword,
      newPassword: req.body.newPassword,
    });
    deps.sendTokens(req, res, tokens, {}, "The password was changed. Every other session has ended.");
  };

  function sendSignedOut(res: Response, message: string): void {
    deps.cookies.clear(res);
    res.status(200).json(new ApiResponse(200, {}, message));
  }

  return { register, login, refreshToken, logout, logoutAll, sessions, deleteSession, changePassword };
}

/** Explicit tokens first. An access token that has expired is the usual case here, so the refresh token may speak for it. */
function logoutTokensOf(req: Request<Record<string, string>, unknown, LogoutBody>, cookies: AuthCookies) {
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

function idempotencyKeyOf(req: Request): string | null {
  const key = req.headers["idempotency-key"];
  if (typeof key !== "string" || key === "") return null;
  if (key.length > IDEMPOTENCY_KEY_LIMIT) {
    const message = `At most ${IDEMPOTENCY_KEY_LIMIT} characters.`;
    throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "Idempotency-Key", message }] });
  }
  return key;
}
