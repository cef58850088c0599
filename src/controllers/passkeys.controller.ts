import type { Request, Response } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import { clientInfoOf } from "../http/clientInfo.js";
import {
  authenticatedRequest,
  type RequestWith,
  requireUser,
  type SignedInRequest,
  sensitiveRequest,
} from "../http/request.js";
import { requestedLocale } from "../http/requestLanguage.js";
import type { SessionTokens } from "../http/sessionTokens.js";
import type { ResponseData } from "../openapi/index.js";
import type { PasskeyBody, PasskeySchemas } from "../schemas/passkeys.schema.js";
import type {
  PasskeyEnrolment,
  PasskeyManagement,
  PasskeyRegistration,
  PasskeySignIn,
  RegistrationProofs,
  SignInResult,
  UserViews,
} from "../services/account/index.js";
import type { Passkeys } from "../services/factors/index.js";

interface PasskeysControllerDeps {
  passkeys: Passkeys;
  passkeySignIn: PasskeySignIn;
  passkeyRegistration: PasskeyRegistration;
  passkeyEnrolment: PasskeyEnrolment;
  passkeyManagement: PasskeyManagement;
  userViews: UserViews;
  registrationProofs: RegistrationProofs;
  cookies: AuthCookies;
  sessionTokens: SessionTokens;
  /** Who is asking. Throws without a valid access token. */
  identify: (req: Request) => Promise<Required<Pick<SignedInRequest, "user" | "auth">>>;
}

type PasskeyRequest<Name extends keyof PasskeySchemas> = RequestWith<PasskeyBody<Name>>;

export type PasskeysController = ReturnType<typeof createPasskeysController>;

/** From a checked request to a service and back: each returns the `data` of the response. */
export function createPasskeysController(deps: PasskeysControllerDeps) {
  return {
    signInOptions: (req: PasskeyRequest<"signInOptions">): Promise<ResponseData<"passkeyRequest">> =>
      deps.passkeys.options(req.body.flow ?? null),

    signIn: async (req: PasskeyRequest<"signIn">, res: Response): Promise<ResponseData<"signedIn">> => {
      const { rememberMe, ...proof } = req.body;
      const request = deps.sessionTokens.signInRequest(req, rememberMe);
      return answerSignIn(req, res, await deps.passkeySignIn.login(proof, request));
    },

    registerOptions: (req: PasskeyRequest<"registerOptions">): Promise<ResponseData<"passkeyCreation">> => {
      const { username = null, fullName = null, avatarUrl = null, ...others } = req.body;
      const profile = { ...others, username, fullName, avatarUrl, requestedLocale: requestedLocale(req) };
      return deps.passkeyRegistration.options(profile, clientInfoOf(req));
    },

    register: async (req: PasskeyRequest<"register">, res: Response): Promise<ResponseData<"signedInWithCodes">> => {
      const { rememberMe, ...made } = req.body;
      const registered = await deps.passkeyRegistration.register(made, clientInfoOf(req));
      // Before the sign-in, which waits for the link in the email where the address has to be verified: this browser may open it.
      const proof = deps.registrationProofs.issue(registered.user, deps.cookies.read(req, "registration"));
      deps.cookies.setRegistration(res, proof);
      const request = deps.sessionTokens.signInRequest(req, rememberMe);
      const { signedIn, recoveryCodes } = await deps.passkeyRegistration.signIn(registered, request);
      return { ...answerSignIn(req, res, signedIn), ...(recoveryCodes && { recoveryCodes }) };
    },

    list: (req: RequestWith): Promise<ResponseData<"passkeys">> =>
      deps.passkeyManagement.list(requireUser(req).user._id),

    addOptions: (req: PasskeyRequest<"addOptions">): Promise<ResponseData<"passkeyCreation">> => {
      const { flow, password } = req.body;
      if (flow !== undefined) return deps.passkeyEnrolment.optionsOfSignIn(flow);
      return deps.passkeyEnrolment.options(sensitiveRequest(req, password));
    },

    add: async (req: PasskeyRequest<"add">, res: Response): Promise<ResponseData<"passkeyAdded">> => {
      const { name = null, ...made } = req.body;
      const { passkey, recoveryCodes, ...result } = await deps.passkeyEnrolment.add(
        { ...made, name },
        { session: () => sessionOf(req), signIn: deps.sessionTokens.signInRequest(req, undefined) },
      );
      return {
        passkey,
        ...(recoveryCodes && { recoveryCodes }),
        ...("signedIn" in result
          ? answerSignIn(req, res, result.signedIn)
          : deps.sessionTokens.deliver(req, res, result.tokens)),
      };
    },

    rename: (req: PasskeyRequest<"rename">): Promise<ResponseData<"passkey">> =>
      deps.passkeyManagement.rename(authenticatedRequest(req), idOf(req), req.body.name),

    remove: async (req: PasskeyRequest<"remove">, res: Response): Promise<ResponseData<"tokens">> => {
      const request = sensitiveRequest(req, req.body.password);
      return deps.sessionTokens.deliver(req, res, await deps.passkeyManagement.remove(request, idOf(req)));
    },
  };

  async function sessionOf(req: Request) {
    const { user, auth } = await deps.identify(req);
    return { userId: user._id, sessionId: auth.sessionId, client: clientInfoOf(req) };
  }

  function answerSignIn(req: Request, res: Response, signedIn: SignInResult) {
    const tokens = deps.sessionTokens.deliverSignIn(req, res, signedIn);
    return { user: deps.userViews.of(signedIn.tokens.user), ...tokens };
  }
}

function idOf(req: RequestWith): string {
  return req.params["id"] ?? "";
}
