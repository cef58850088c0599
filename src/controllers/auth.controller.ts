import type { Request, Response } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import { clientInfoOf } from "../http/clientInfo.js";
import {
  authenticatedRequest,
  idempotencyKeyOf,
  type RequestWith,
  requireUser,
  sensitiveRequest,
} from "../http/request.js";
import { requestedLocale, requestLanguage } from "../http/requestLanguage.js";
import type { SessionTokens } from "../http/sessionTokens.js";
import type { ResponseData } from "../openapi/index.js";
import type { AuthBody, AuthSchemas } from "../schemas/auth.schema.js";
import type {
  AllSessions,
  EmailChange,
  EmailVerification,
  PasswordChange,
  PasswordReset,
  Reauthentication,
  Registration,
  RegistrationProofs,
  RenewedProof,
  SecondFactorSignIn,
  SignIn,
  SignInResult,
  UserViews,
} from "../services/account/index.js";
import type { CodeProof, SecondFactorCodes } from "../services/factors/index.js";
import type { PasswordPolicy } from "../services/password/index.js";
import type { SessionRefresh, SessionRevocation, Sessions } from "../services/session/index.js";
import { ApiError } from "../utils/ApiError.js";

interface AuthControllerDeps {
  registration: Registration;
  signIn: Pick<SignIn, "login">;
  secondFactorSignIn: SecondFactorSignIn;
  secondFactorCodes: SecondFactorCodes;
  reauthentication: Reauthentication;
  allSessions: AllSessions;
  passwordChange: PasswordChange;
  passwordReset: PasswordReset;
  emailVerification: EmailVerification;
  emailChange: EmailChange;
  passwordPolicy: PasswordPolicy;
  sessions: Sessions;
  sessionRefresh: SessionRefresh;
  sessionRevocation: SessionRevocation;
  userViews: UserViews;
  registrationProofs: RegistrationProofs;
  cookies: AuthCookies;
  /** Whose valid access token the request has, or `null`. */
  identifyOrNull: (req: Request) => Promise<{ readonly user: { readonly _id: string } } | null>;
  sessionTokens: SessionTokens;
}

type AuthRequest<Name extends keyof AuthSchemas> = RequestWith<AuthBody<Name>>;

export type AuthController = ReturnType<typeof createAuthController>;

/** From a checked request to a service and back: each returns the `data` of the response. Status and message are the route's. */
export function createAuthController(deps: AuthControllerDeps) {
  return {
    passwordPolicy: (req: RequestWith): ResponseData<"passwordRules"> =>
      deps.passwordPolicy.rules(requestLanguage(req)),

    register: async (req: AuthRequest<"register">, res: Response): Promise<ResponseData<"user">> => {
      const { username = null, fullName = null, password = null, avatarUrl = null, ...others } = req.body;
      const profile = { ...others, username, fullName, avatarUrl };
      const registration = { ...profile, password, requestedLocale: requestedLocale(req) };
      const user = await deps.registration.register(registration, clientInfoOf(req));
      const proof = deps.registrationProofs.issue(user, deps.cookies.read(req, "registration"));
      deps.cookies.setRegistration(res, proof);
      return deps.userViews.of(user);
    },

    login: async (req: AuthRequest<"login">, res: Response): Promise<ResponseData<"signedIn">> => {
      const { username = null, email = null, password, rememberMe } = req.body;
      const request = deps.sessionTokens.signInRequest(req, rememberMe);
      return answerSignIn(req, res, await deps.signIn.login({ username, email, password, ...request }));
    },

    refreshToken: async (req: AuthRequest<"refresh">, res: Response): Promise<ResponseData<"tokens">> => {
      const idempotencyKey = idempotencyKeyOf(req);
      const fromBody = req.body.refreshToken;
      const token = fromBody ?? deps.cookies.read(req, "refreshToken");
      if (token === null) throw new ApiError("REFRESH_TOKEN_MISSING");
      const tokens = await deps.sessionRefresh.refresh({
        token,
        cameFromCookie: fromBody === undefined,
        idempotencyKey,
        client: clientInfoOf(req),
      });
      return deps.sessionTokens.deliver(req, res, tokens);
    },

    secondFactor: async (req: AuthRequest<"secondFactor">, res: Response): Promise<ResponseData<"signedIn">> => {
      const { flow, rememberMe = null, credential, ...codes } = req.body;
      const step = { ...deps.sessionTokens.signInRequest(req, undefined), rememberMe };
      const { secondFactorSignIn, secondFactorCodes } = deps;
      const signedIn =
        credential === undefined
          ? await secondFactorSignIn.finish({ ...step, flow }, (user, request) =>
              secondFactorCodes.verify(user, codeProofOf(codes), { ...request, sessionId: null }),
            )
          : await secondFactorSignIn.finishWithPasskey({ flow, credential }, step);
      return answerSignIn(req, res, signedIn);
    },

    reauthenticate: async (
      req: AuthRequest<"reauthenticate">,
      res: Response,
    ): Promise<ResponseData<"reauthenticated">> => {
      const proof = renewedProofOf(req.body);
      const presentedDevice = deps.cookies.read(req, "deviceToken");
      const proven = await deps.reauthentication.prove(proof, { ...authenticatedRequest(req), presentedDevice });
      const { level, authenticatedAt } = proven.assurance;
      return {
        level,
        authenticatedAt: authenticatedAt ?? 0,
        ...deps.sessionTokens.deliverAccess(req, res, proven.token),
      };
    },

    logout: async (req: AuthRequest<"logout">, res: Response): Promise<ResponseData<"nothing">> => {
      const by = { client: clientInfoOf(req), idempotencyKey: idempotencyKeyOf(req) };
      await deps.sessionRevocation.logout(deps.sessionTokens.presentedForLogout(req), by);
      deps.cookies.clear(res);
      return {};
    },

    logoutAll: async (req: RequestWith, res: Response): Promise<ResponseData<"nothing">> => {
      await deps.allSessions.revoke(authenticatedRequest(req));
      deps.cookies.clear(res);
      return {};
    },

    sessions: async (req: RequestWith): Promise<ResponseData<"sessions">> => {
      const { user, auth } = requireUser(req);
      return deps.sessions.list(user._id, auth.sessionId);
    },

    deleteSession: async (req: RequestWith, res: Response): Promise<ResponseData<"nothing">> => {
      const { user, auth } = requireUser(req);
      const id = req.params["id"] ?? "";
      await deps.sessionRevocation.revokeOwn(user._id, id, clientInfoOf(req));
      if (id === auth.sessionId) deps.cookies.clear(res);
      return {};
    },

    changePassword: async (req: AuthRequest<"changePassword">, res: Response): Promise<ResponseData<"tokens">> => {
      const { tokens, deviceToken } = await deps.passwordChange.change({
        newPassword: req.body.newPassword,
        ...sensitiveRequest(req, req.body.currentPassword),
        presentedDevice: deps.cookies.read(req, "deviceToken"),
      });
      if (deviceToken !== null) deps.cookies.setDevice(res, deviceToken);
      return deps.sessionTokens.deliver(req, res, tokens);
    },

    forgotPassword: async (req: AuthRequest<"forgotPassword">): Promise<ResponseData<"nothing">> => {
      await deps.passwordReset.request(req.body.email);
      return {};
    },

    resetPassword: async (req: AuthRequest<"resetPassword">, res: Response): Promise<ResponseData<"nothing">> => {
      const { deviceToken } = await deps.passwordReset.reset({
        ...req.body,
        presentedDevice: deps.cookies.read(req, "deviceToken"),
        client: clientInfoOf(req),
      });
      deps.cookies.setDevice(res, deviceToken);
      return {};
    },

    verifyEmail: async (req: AuthRequest<"verifyEmail">, res: Response): Promise<ResponseData<"verification">> => {
      if (req.body.notMe === true) {
        await deps.emailVerification.disown({ token: req.body.token, client: clientInfoOf(req) });
        return {};
      }
      const presentedRegistration = deps.cookies.read(req, "registration");
      const opened = { ...(await openedLink(req)), presentedRegistration };
      const { user, deviceToken } = await deps.emailVerification.verify(opened);
      if (deviceToken !== null) deps.cookies.setDevice(res, deviceToken);
      return deps.userViews.of(user);
    },

    resendVerification: async (req: AuthRequest<"resendVerification">): Promise<ResponseData<"nothing">> => {
      await deps.emailVerification.resend(req.body.email);
      return {};
    },

    confirmEmailChange: async (
      req: AuthRequest<"confirmEmailChange">,
      res: Response,
    ): Promise<ResponseData<"user">> => {
      const { user, deviceToken } = await deps.emailChange.confirm(await openedLink(req));
      if (deviceToken !== null) deps.cookies.setDevice(res, deviceToken);
      return deps.userViews.of(user);
    },
  };

  function answerSignIn(req: Request, res: Response, signedIn: SignInResult): ResponseData<"signedIn"> {
    const tokens = deps.sessionTokens.deliverSignIn(req, res, signedIn);
    return { user: deps.userViews.of(signedIn.tokens.user), ...tokens };
  }

  async function openedLink(req: RequestWith<{ token: string; password?: string | undefined }>) {
    return {
      token: req.body.token,
      password: req.body.password ?? null,
      signedInUserId: (await deps.identifyOrNull(req))?.user._id ?? null,
      presentedDevice: deps.cookies.read(req, "deviceToken"),
      client: clientInfoOf(req),
    };
  }
}

/** The schema lets exactly one pass, and no credential without its flow. */
function renewedProofOf({ password, credential, flow = "", ...codes }: AuthBody<"reauthenticate">): RenewedProof {
  if (password !== undefined) return { password };
  return credential === undefined ? codeProofOf(codes) : { flow, credential };
}

/** The schema lets exactly one pass. */
function codeProofOf({
  code = "",
  recoveryCode,
}: {
  code?: string | undefined;
  recoveryCode?: string | undefined;
}): CodeProof {
  return recoveryCode === undefined ? { code } : { recoveryCode };
}
