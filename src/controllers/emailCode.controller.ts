import type { Request, Response } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import type { RequestWith } from "../http/request.js";
import type { SessionTokens } from "../http/sessionTokens.js";
import { apiText } from "../messages/api/index.js";
import type { ResponseData } from "../openapi/index.js";
import type { FinishEmailCodeBody, RequestEmailCodeBody } from "../schemas/emailCode.schema.js";
import type { EmailCodeSignIn, UserViews } from "../services/account/index.js";
import { ApiError } from "../utils/ApiError.js";

interface EmailCodeControllerDeps {
  emailCodeSignIn: EmailCodeSignIn;
  userViews: UserViews;
  cookies: AuthCookies;
  sessionTokens: SessionTokens;
}

export type EmailCodeController = ReturnType<typeof createEmailCodeController>;

/** From a checked request to a service and back: each returns the `data` of the response. */
export function createEmailCodeController(deps: EmailCodeControllerDeps) {
  return {
    request: async (req: RequestWith<RequestEmailCodeBody>, res: Response): Promise<ResponseData<"emailCodeFlow">> => {
      const presentedDevice = deps.cookies.read(req, "deviceToken");
      const flow = await deps.emailCodeSignIn.request({ email: req.body.email, presentedDevice });
      deps.cookies.setEmailFlow(res, flow);
      return { flow };
    },

    finish: async (req: RequestWith<FinishEmailCodeBody>, res: Response): Promise<ResponseData<"signedIn">> => {
      const { code, rememberMe } = req.body;
      const proof = { flow: flowOf(req), code, presentedRegistration: deps.cookies.read(req, "registration") };
      const request = deps.sessionTokens.signInRequest(req, rememberMe);
      const signedIn = await deps.emailCodeSignIn.finish(proof, request);
      deps.cookies.clearEmailFlow(res);
      const tokens = deps.sessionTokens.deliverSignIn(req, res, signedIn);
      return { user: deps.userViews.of(signedIn.tokens.user), ...tokens };
    },
  };

  /** A flow in the body beats the cookie. Throws VALIDATION_FAILED where there is neither. */
  function flowOf(req: RequestWith<FinishEmailCodeBody> & Pick<Request, "cookies">): string {
    const flow = req.body.flow ?? deps.cookies.read(req, "emailFlow");
    if (flow !== null) return flow;
    throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "flow", ...apiText("value.empty") }] });
  }
}
