import type { Request, RequestHandler, Response } from "express";
import { ApiResponse, sendAnswer } from "../http/ApiResponse.js";
import type { AuthCookies } from "../http/authCookies.js";
import { clientInfoOf } from "../http/clientInfo.js";
import { idempotencyKeyOf } from "../http/idempotencyKey.js";
import { logoutTokensOf } from "../http/logoutTokens.js";
import { requireUser } from "../http/requireUser.js";
import type { SendTokens } from "../http/sendTokens.js";
import type {
  ChangePasswordBody,
  ConfirmEmailChangeBody,
  ForgotPasswordBody,
  LoginBody,
  LogoutBody,
  RefreshBody,
  RegisterBody,
  ResendVerificationBody,
  ResetPasswordBody,
  VerifyEmailBody,
} from "../schemas/auth.schema.js";
import {
  type AllSessions,
  type EmailChange,
  type EmailVerification,
  type PasswordChange,
  type PasswordReset,
  type Registration,
  type SignIn,
  toUserView,
} from "../services/account/index.js";
import type { PasswordPolicy } from "../services/password/index.js";
import type { ListSessions, RefreshSession, SessionEnding } from "../services/session/index.js";
import type { TokenChecks } from "../services/token/index.js";
import { ApiError } from "../utils/ApiError.js";

type Handler<Body = unknown> = RequestHandler<Record<string, string>, unknown, Body>;

export interface AuthControllerDeps {
  registration: Registration;
  signIn: Pick<SignIn, "login">;
  allSessions: AllSessions;
  passwordChange: PasswordChange;
  passwordReset: PasswordReset;
  emailVerification: EmailVerification;
  emailChange: EmailChange;
  passwordPolicy: PasswordPolicy;
  refreshSession: RefreshSession;
  sessionEnding: SessionEnding;
  listSessions: ListSessions;
  cookies: AuthCookies;
  tokenChecks: TokenChecks;
  sendTokens: SendTokens;
}

const MAIL_MAY_FOLLOW = "If the address belongs to an account, a mail is on its way.";

export function createAuthController(deps: AuthControllerDeps) {
  const passwordPolicy: Handler = (_req, res) => {
    sendAnswer(res, new ApiResponse(200, deps.passwordPolicy.rules(), "What a new password needs."));
  };

  const register: Handler<RegisterBody> = async (req, res) => {
    const registration = { ...req.body, avatarUrl: req.body.avatarUrl ?? null };
    const user = await deps.registration.register(registration, clientInfoOf(req));
    sendAnswer(res, new ApiResponse(201, toUserView(user), "Registered."));
  };

  const login: Handler<LoginBody> = async (req, res) => {
    const { tokens, deviceToken } = await deps.signIn.login({
      username: req.body.username ?? null,
      email: req.body.email ?? null,
      password: req.body.password,
      rememberMe: req.body.rememberMe ?? true,
      presentedCookie: deps.cookies.read(req, "refreshToken"),
      presentedDevice: deps.cookies.read(req, "deviceToken"),
      client: clientInfoOf(req),
    });
    deps.cookies.clearDoubles(res);
    deps.cookies.setDevice(res, deviceToken);
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
    const by = { client: clientInfoOf(req), idempotencyKey: idempotencyKeyOf(req) };
    await deps.sessionEnding.logout(logoutTokensOf(req, deps), by);
    sendSignedOut(res, "Signed out.");
  };

  const logoutAll: Handler = async (req, res) => {
    const { user, auth } = requireUser(req);
    const client = clientInfoOf(req);
    await deps.allSessions.revoke({ userId: user._id, sessionId: auth.sessionId, client });
    sendSignedOut(res, "Signed out everywhere.");
  };

  const sessions: Handler = async (req, res) => {
    const { user, auth } = requireUser(req);
    const list = await deps.listSessions(user._id, auth.sessionId);
    sendAnswer(res, new ApiResponse(200, list, "Your sessions."));
  };

  const deleteSession: Handler = async (req, res) => {
    const { user, auth } = requireUser(req);
    const id = req.params["id"] ?? "";
    await deps.sessionEnding.revokeOwn(user._id, id, clientInfoOf(req));
    if (id === auth.sessionId) deps.cookies.clear(res);
    sendAnswer(res, new ApiResponse(200, {}, "The session has ended."));
  };

  const changePassword: Handler<ChangePasswordBody> = async (req, res) => {
    const { user, auth } = requireUser(req);
    const { tokens, deviceToken } = await deps.passwordChange.change({
      userId: user._id,
      sessionId: auth.sessionId,
      currentPassword: req.body.currentPassword,
      newPassword: req.body.newPassword,
      presentedDevice: deps.cookies.read(req, "deviceToken"),
      client: clientInfoOf(req),
    });
    if (deviceToken !== null) deps.cookies.setDevice(res, deviceToken);
    deps.sendTokens(req, res, tokens, {}, "The password was changed. Every other session has ended.");
  };

  const forgotPassword: Handler<ForgotPasswordBody> = async (req, res) => {
    await deps.passwordReset.request(req.body.email);
    sendAnswer(res, new ApiResponse(202, {}, MAIL_MAY_FOLLOW));
  };

  const resetPassword: Handler<ResetPasswordBody> = async (req, res) => {
    const { deviceToken } = await deps.passwordReset.reset({
      ...req.body,
      presentedDevice: deps.cookies.read(req, "deviceToken"),
      client: clientInfoOf(req),
    });
    deps.cookies.setDevice(res, deviceToken);
    sendAnswer(res, new ApiResponse(200, {}, "The password was set. Sign in with it."));
  };

  const verifyEmail: Handler<VerifyEmailBody> = async (req, res) => {
    const { user, deviceToken } = await deps.emailVerification.verify(openedLink(req));
    if (deviceToken !== null) deps.cookies.setDevice(res, deviceToken);
    sendAnswer(res, new ApiResponse(200, toUserView(user), "The e-mail address is verified."));
  };

  const resendVerification: Handler<ResendVerificationBody> = async (req, res) => {
    await deps.emailVerification.resend(req.body.email);
    sendAnswer(res, new ApiResponse(202, {}, MAIL_MAY_FOLLOW));
  };

  const confirmEmailChange: Handler<ConfirmEmailChangeBody> = async (req, res) => {
    const { user, deviceToken } = await deps.emailChange.confirm(openedLink(req));
    if (deviceToken !== null) deps.cookies.setDevice(res, deviceToken);
    sendAnswer(res, new ApiResponse(200, toUserView(user), "The e-mail address was changed."));
  };

  function openedLink(req: Request<Record<string, string>, unknown, { token: string }>) {
    const presentedDevice = deps.cookies.read(req, "deviceToken");
    return { token: req.body.token, presentedDevice, client: clientInfoOf(req) };
  }

  function sendSignedOut(res: Response, message: string): void {
    deps.cookies.clear(res);
    sendAnswer(res, new ApiResponse(200, {}, message));
  }

  return {
    passwordPolicy,
    register,
    login,
    refreshToken,
    logout,
    logoutAll,
    sessions,
    deleteSession,
    changePassword,
    forgotPassword,
    resetPassword,
    verifyEmail,
    resendVerification,
    confirmEmailChange,
  };
}
