import type { ProvidersController } from "../controllers/providers.controller.js";
import type { ProviderSchemas } from "../schemas/providers.schema.js";
import type { ErrorCode } from "../utils/errorCodes.js";
import { EXAMPLES, type Route, route } from "./Route.js";

const NAME = { name: "The `name` of the provider." };
const ANSWER = { provider: "google", code: "4/0AX4XfWh…", state: "kPq0AbY3…" };

/** What every answer of a provider may fail with. */
const ANSWER_FAILURES: readonly ErrorCode[] = [
  "FLOW_INVALID",
  "PROVIDER_REFUSED",
  "PROVIDER_ANSWER_INVALID",
  "PROVIDER_UNAVAILABLE",
];

/** Where the provider sends the browser. It changes nothing, so it may come from any site. */
const CALLBACK = {
  auth: "none",
  params: NAME,
  tag: "Providers",
  description:
    "Not for programs: the provider sends the browser here. It changes nothing and sets no cookie; the answer is behind the `#`, for POST /auth/providers/finish.",
  success: {
    status: 303,
    data: "nothing",
    message: "success.providerCallback",
    location: "PUBLIC_URL/sign-in/continue#…",
  },
} as const;

/** Signing in and registering with an account at a provider: below /auth. */
export function providerRoutes(controller: ProvidersController, schemas: ProviderSchemas): readonly Route[] {
  return [
    route("GET", "/auth/providers", {
      auth: "none",
      id: "providers",
      tag: "Providers",
      summary: "Lists the providers to sign in with",
      description: "In the order of the settings. `label` is for the button.",
      success: { status: 200, data: "providers", message: "success.providers" },
      handler: controller.list,
    }),
    route("POST", "/auth/providers/:name/start", {
      limit: "provider-start",
      auth: "accessTokenToLink",
      params: NAME,
      body: { schema: schemas.start, example: { purpose: "sign-in", returnTo: "/orders" } },
      id: "startProvider",
      tag: "Providers",
      summary: "Begins to sign in with a provider, or to link it to the signed-in user",
      description:
        "The browser goes to `url`. A cookie ties the answer to this browser, for ten minutes; of more than five at once the oldest ends. To `link` takes the password where the account has one, and where it has a factor or no password a session that is fresh at its highest level.",
      success: { status: 200, data: "providerStarted", message: "success.providerStarted", setsCookies: true },
      failures: ["INVALID_CREDENTIALS", "REAUTHENTICATION_REQUIRED", "NOT_FOUND", "PROVIDER_UNAVAILABLE", "OVERLOADED"],
      handler: controller.start,
    }),
    route("GET", "/auth/providers/:name/callback", {
      ...CALLBACK,
      id: "providerCallback",
      summary: "Takes the answer of a provider as a query",
      handler: controller.callback,
    }),
    route("POST", "/auth/providers/:name/callback", {
      ...CALLBACK,
      id: "providerCallbackForm",
      summary: "Takes the answer of a provider as a form",
      handler: controller.callback,
    }),
    route("POST", "/auth/providers/finish", {
      limit: "provider",
      auth: "accessTokenToLink",
      body: { schema: schemas.finish, example: { params: ANSWER } },
      id: "finishProvider",
      tag: "Providers",
      summary: "Signs in with the answer of a provider, or links it",
      description:
        "In the browser that began it. Where no account has the identity: REGISTRATION_NEEDED, or IDENTITY_NOT_LINKED where an account has its verified address. With `identity` in the response it was linked, and the session has not changed. Failures that have a next step carry `returnTo`, too.",
      success: {
        status: 200,
        data: "providerSignedIn",
        message: "success.signedIn",
        messageFor: (_body, { identity }) => (identity === undefined ? "success.signedIn" : "success.identityLinked"),
        setsCookies: true,
        givesTokens: true,
      },
      failures: [
        ...ANSWER_FAILURES,
        "SECOND_FACTOR_REQUIRED",
        "ENROLMENT_REQUIRED",
        "REGISTRATION_NEEDED",
        "IDENTITY_NOT_LINKED",
        "IDENTITY_TAKEN",
        "ACCOUNT_DISABLED",
        "EMAIL_NOT_VERIFIED",
        "REFUSED_BY_APP",
        "OVERLOADED",
      ],
      handler: controller.finish,
    }),
    route("POST", "/auth/providers/register", {
      limit: "register",
      auth: "none",
      body: { schema: schemas.register, example: { flow: EXAMPLES.flow, username: "ada" } },
      id: "registerProvider",
      tag: "Providers",
      summary: "Creates an account for an identity at a provider, and signs in",
      description:
        "Absent fields are those of `suggestion`. The address is verified where the provider is trusted to have verified it and it is unchanged; otherwise an email with a link follows. Sent again, it signs in to the same account. With REQUIRE_VERIFIED_EMAIL the account is created, and the response is EMAIL_NOT_VERIFIED.",
      success: {
        status: 201,
        data: "providerSignedIn",
        message: "success.registered",
        setsCookies: true,
        givesTokens: true,
      },
      failures: [
        "FLOW_INVALID",
        "USER_EXISTS",
        "SECOND_FACTOR_REQUIRED",
        "ENROLMENT_REQUIRED",
        "ACCOUNT_DISABLED",
        "EMAIL_NOT_VERIFIED",
        "REFUSED_BY_APP",
        "OVERLOADED",
      ],
      handler: controller.register,
    }),
  ];
}

const CONFIRMED: readonly ErrorCode[] = [
  "INVALID_CREDENTIALS",
  "REAUTHENTICATION_REQUIRED",
  "RATE_LIMITED",
  "OVERLOADED",
];

/** The identities of an account: below /users. */
export function identityRoutes(controller: ProvidersController, schemas: ProviderSchemas): readonly Route[] {
  return [
    route("GET", "/users/identities", {
      auth: "accessToken",
      id: "listIdentities",
      tag: "Providers",
      summary: "Lists the user's linked accounts at providers, oldest first",
      success: { status: 200, data: "identities", message: "success.identities" },
      handler: controller.listIdentities,
    }),
    route("POST", "/users/identities", {
      auth: "accessToken",
      body: { schema: schemas.link, example: { flow: EXAMPLES.flow, password: EXAMPLES.password } },
      id: "linkIdentity",
      tag: "Providers",
      summary: "Links the identity that IDENTITY_NOT_LINKED was about",
      description: "Sent again, it answers the same identity.",
      success: { status: 201, data: "identity", message: "success.identityLinked" },
      failures: [...CONFIRMED, "FLOW_INVALID", "IDENTITY_TAKEN", "EMAIL_NOT_VERIFIED"],
      handler: controller.link,
    }),
    route("DELETE", "/users/identities/:id", {
      auth: "accessToken",
      params: { id: "The `_id` of the identity." },
      body: { schema: schemas.unlink, example: { password: EXAMPLES.password }, isOptional: true },
      id: "removeIdentity",
      tag: "Providers",
      summary: "Unlinks an account at a provider",
      description:
        "The user's other sessions that it opened end. The last way in of an account without a password stays: LAST_METHOD.",
      success: { status: 200, data: "nothing", message: "success.identityRemoved" },
      failures: [...CONFIRMED, "NOT_FOUND", "LAST_METHOD"],
      handler: controller.unlink,
    }),
  ];
}
