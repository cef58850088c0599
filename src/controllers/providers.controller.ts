import type { Request, Response } from "express";
import type { AuthCookies } from "../http/authCookies.js";
import { clientInfoOf } from "../http/clientInfo.js";
import { type RequestWith, requireUser, type SignedInRequest, sensitiveRequest } from "../http/request.js";
import { requestedLocale } from "../http/requestLanguage.js";
import type { SessionTokens } from "../http/sessionTokens.js";
import { spendFlow } from "../http/spendFlow.js";
import type { ResponseData } from "../openapi/index.js";
import type { ProviderBody, ProviderSchemas } from "../schemas/providers.schema.js";
import type {
  IdentityManagement,
  ProviderRegistration,
  ProviderSignIn,
  ProviderStart,
  RegistrationProofs,
  SignInResult,
  UserViews,
} from "../services/account/index.js";
import type { ProviderFlows, ProviderList, ReadProfile } from "../services/providers/index.js";
import { ANSWER_LENGTHS, answerNames } from "../utils/providerAnswer.js";

interface ProvidersControllerDeps {
  providers: ProviderList;
  providerFlows: ProviderFlows;
  providerStart: ProviderStart;
  providerSignIn: ProviderSignIn;
  providerRegistration: ProviderRegistration;
  identityManagement: IdentityManagement;
  userViews: UserViews;
  registrationProofs: RegistrationProofs;
  cookies: AuthCookies;
  sessionTokens: SessionTokens;
  config: { readonly pagesUrl: string };
  readProfile: ReadProfile;
  /** Who is asking. Throws without a valid access token. */
  identify: (req: Request) => Promise<Required<Pick<SignedInRequest, "user" | "auth">>>;
}

type ProviderRequest<Name extends keyof ProviderSchemas> = RequestWith<ProviderBody<Name>>;

export type ProvidersController = ReturnType<typeof createProvidersController>;

/** From a checked request to a service and back: each returns the `data` of the response. */
export function createProvidersController(deps: ProvidersControllerDeps) {
  return {
    list: (): ResponseData<"providers"> => deps.providers.list().map(({ name, label }) => ({ name, label })),

    start: async (req: ProviderRequest<"start">, res: Response): Promise<ResponseData<"providerStarted">> => {
      const { purpose, returnTo = null, password = null } = req.body;
      const { url, cookie } = await deps.providerStart.start({
        name: req.params["name"] ?? "",
        returnTo,
        linking: purpose === "link" ? { ...(await sessionOf(req)), password } : null,
        presented: deps.cookies.readFlows(req),
      });
      deps.cookies.setFlow(res, cookie);
      return { url };
    },

    callback: (req: Request<Record<string, string>>, res: Response): ResponseData<"nothing"> => {
      const answer = new URLSearchParams(answerOf(req));
      res.statusCode = 303;
      res.setHeader("Location", `${deps.config.pagesUrl}/sign-in/continue#${answer}`);
      res.end();
      return {};
    },

    finish: async (req: ProviderRequest<"finish">, res: Response): Promise<ResponseData<"providerSignedIn">> => {
      const { provider, ...answer } = req.body.params;
      const begun = deps.providerFlows.find(given({ ...answer, provider }), deps.cookies.readFlows(req));
      const { purpose, returnTo } = begun.flow.payload;
      const finish = { begun, answer: given(answer), readProfile: deps.readProfile };
      // Before the answer is redeemed: without a session, the client gets one and sends the same again.
      const session = purpose === "link" ? await sessionOf(req) : null;
      return spendFlow(res, { slot: begun.slot, cookies: deps.cookies }, async () => {
        if (session !== null) {
          const identity = await deps.identityManagement.finishLink(finish, session);
          return { user: session.user, identity, returnTo };
        }
        const request = deps.sessionTokens.signInRequest(req, req.body.rememberMe);
        return { ...answerSignIn(req, res, await deps.providerSignIn.finish(finish, request)), returnTo };
      });
    },

    register: async (req: ProviderRequest<"register">, res: Response): Promise<ResponseData<"providerSignedIn">> => {
      const { flow, rememberMe, username = null, fullName = null, email = null, fields = {} } = req.body;
      const given = { flow, username, fullName, email, fields, requestedLocale: requestedLocale(req) };
      const registered = await deps.providerRegistration.register(given, clientInfoOf(req));
      // Before the sign-in, which waits for the link in the email where the address has to be verified: this browser may open it.
      const proof = deps.registrationProofs.issue(registered.user, deps.cookies.read(req, "registration"));
      deps.cookies.setRegistration(res, proof);
      const request = deps.sessionTokens.signInRequest(req, rememberMe);
      const signedIn = await deps.providerRegistration.signIn(registered, request);
      return { ...answerSignIn(req, res, signedIn), returnTo: registered.awaited.returnTo };
    },

    listIdentities: (req: RequestWith): Promise<ResponseData<"identities">> =>
      deps.identityManagement.list(requireUser(req).user._id),

    link: (req: ProviderRequest<"link">): Promise<ResponseData<"identity">> =>
      deps.identityManagement.link(sensitiveRequest(req, req.body.password), req.body.flow),

    unlink: async (req: ProviderRequest<"unlink">): Promise<ResponseData<"nothing">> => {
      await deps.identityManagement.unlink(sensitiveRequest(req, req.body.password), req.params["id"] ?? "");
      return {};
    },
  };

  async function sessionOf(req: Request) {
    const { user, auth } = await deps.identify(req);
    const { sessionId, methods } = auth;
    return { user, userId: user._id, sessionId, methods, client: clientInfoOf(req), password: null };
  }

  function answerSignIn(req: Request, res: Response, signedIn: SignInResult) {
    const tokens = deps.sessionTokens.deliverSignIn(req, res, signedIn);
    return { user: deps.userViews.of(signedIn.tokens.user), ...tokens };
  }
}

/** What the provider sent, in a query or a form, and the provider to whose path it came. What is too long is no answer of one. */
function answerOf(req: Request<Record<string, string>>): Record<string, string> {
  const sent: unknown =
    req.method === "POST" ? req.body : Object.fromEntries(new URL(req.url, "http://query").searchParams);
  const fields = typeof sent === "object" && sent !== null ? sent : {};
  const entries = Object.entries({ ...fields, provider: req.params["name"] ?? "" });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => {
      const [name, value] = entry;
      const known = answerNames.find((one) => one === name);
      return known !== undefined && typeof value === "string" && value.length <= ANSWER_LENGTHS[known];
    }),
  );
}

/** Without the parts that are absent. */
function given(parts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
