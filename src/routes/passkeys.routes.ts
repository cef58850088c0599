import type { PasskeysController } from "../controllers/passkeys.controller.js";
import type { PasskeySchemas } from "../schemas/passkeys.schema.js";
import { EXAMPLES, type Route, route } from "./Route.js";

const ASSERTION = {
  id: "mN3cV0nqQ7Sx1m2a9d8Z5w",
  rawId: "mN3cV0nqQ7Sx1m2a9d8Z5w",
  type: "public-key",
  response: {
    clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
    authenticatorData: "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2M",
    signature: "MEUCIQDx",
    userHandle: "AZt0aAAAdAC4AAAAAAAAAQ",
  },
};
const REGISTRATION = {
  id: "mN3cV0nqQ7Sx1m2a9d8Z5w",
  rawId: "mN3cV0nqQ7Sx1m2a9d8Z5w",
  type: "public-key",
  response: {
    clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
    attestationObject: "o2NmbXRkbm9uZQ",
    transports: ["internal", "hybrid"],
  },
};

/** Signing in and registering with a passkey: below /auth. */
export function passkeySignInRoutes(controller: PasskeysController, schemas: PasskeySchemas): readonly Route[] {
  return [
    route("POST", "/auth/passkeys/options", {
      limit: "passkey-options",
      auth: "none",
      body: { schema: schemas.signInOptions, example: {}, isOptional: true },
      id: "passkeyOptions",
      tag: "Passkeys",
      summary: "Returns a challenge for a passkey",
      description:
        "To sign in, to confirm who it is, or with the `flow` of a challenge as the second step of a sign-in. Only that names passkeys.",
      success: { status: 200, data: "passkeyRequest", message: "success.passkeyOptions" },
      failures: ["FLOW_INVALID"],
      handler: controller.signInOptions,
    }),
    route("POST", "/auth/passkeys/login", {
      limit: "passkey",
      auth: "none",
      body: { schema: schemas.signIn, example: { flow: EXAMPLES.flow, credential: ASSERTION, rememberMe: true } },
      id: "passkeyLogin",
      tag: "Passkeys",
      summary: "Signs in with a passkey",
      description:
        "Without a username. The session has level 2: a passkey is something that the user has, and verifies who uses it.",
      success: { status: 200, data: "signedIn", message: "success.signedIn", setsCookies: true, givesTokens: true },
      failures: ["PASSKEY_INVALID", "FLOW_INVALID", "ACCOUNT_DISABLED", "EMAIL_NOT_VERIFIED", "REFUSED_BY_APP"],
      handler: controller.signIn,
    }),
    route("POST", "/auth/register/passkey/options", {
      limit: "register",
      auth: "none",
      body: {
        schema: schemas.registerOptions,
        example: { username: "ada", fullName: "Ada Lovelace", email: EXAMPLES.email },
      },
      id: "registerPasskeyOptions",
      tag: "Passkeys",
      summary: "Begins to create an account with a passkey",
      description: "Nothing is stored yet.",
      success: { status: 200, data: "passkeyCreation", message: "success.passkeyOptions" },
      failures: ["USER_EXISTS", "REFUSED_BY_APP", "OVERLOADED"],
      handler: controller.registerOptions,
    }),
    route("POST", "/auth/register/passkey", {
      limit: "register",
      auth: "none",
      body: { schema: schemas.register, example: { flow: EXAMPLES.flow, credential: REGISTRATION } },
      id: "registerPasskey",
      tag: "Passkeys",
      summary: "Creates an account with a passkey and no password, and signs in",
      description:
        "An email with a link to verify the address follows. Sent again, it signs in to the same account. With REQUIRE_VERIFIED_EMAIL the account is created, and the response is EMAIL_NOT_VERIFIED.",
      success: {
        status: 200,
        data: "signedInWithCodes",
        message: "success.registered",
        setsCookies: true,
        givesTokens: true,
      },
      failures: ["FLOW_INVALID", "USER_EXISTS", "PASSKEY_EXISTS", "EMAIL_NOT_VERIFIED", "REFUSED_BY_APP", "OVERLOADED"],
      handler: controller.register,
    }),
  ];
}

/** The passkeys of an account: below /users. */
export function passkeyRoutes(controller: PasskeysController, schemas: PasskeySchemas): readonly Route[] {
  return [
    route("GET", "/users/passkeys", {
      auth: "accessToken",
      id: "listPasskeys",
      tag: "Passkeys",
      summary: "Lists the user's passkeys, oldest first",
      success: { status: 200, data: "passkeys", message: "success.passkeys" },
      handler: controller.list,
    }),
    route("POST", "/users/passkeys/options", {
      auth: "accessTokenOrFlow",
      body: { schema: schemas.addOptions, example: { password: EXAMPLES.password } },
      id: "addPasskeyOptions",
      tag: "Passkeys",
      summary: "Begins to add a passkey",
      success: { status: 200, data: "passkeyCreation", message: "success.passkeyOptions" },
      failures: [
        "INVALID_CREDENTIALS",
        "REAUTHENTICATION_REQUIRED",
        "EMAIL_NOT_VERIFIED",
        "FLOW_INVALID",
        "PASSKEY_LIMIT",
        "RATE_LIMITED",
        "OVERLOADED",
      ],
      handler: controller.addOptions,
    }),
    route("POST", "/users/passkeys", {
      auth: "accessTokenOrFlow",
      body: { schema: schemas.add, example: { flow: EXAMPLES.flow, credential: REGISTRATION, name: "Phone" } },
      id: "addPasskey",
      tag: "Passkeys",
      summary: "Adds a passkey",
      description:
        "This session continues with new tokens, at level 2; every other session of the user ends. After ENROLMENT_REQUIRED it signs in.",
      success: {
        status: 201,
        data: "passkeyAdded",
        message: "success.passkeyAdded",
        setsCookies: true,
        givesTokens: true,
      },
      failures: ["FLOW_INVALID", "PASSKEY_EXISTS", "PASSKEY_LIMIT", "RATE_LIMITED"],
      handler: controller.add,
    }),
    route("PATCH", "/users/passkeys/:id", {
      auth: "accessToken",
      params: { id: "The `_id` of the passkey." },
      body: { schema: schemas.rename, example: { name: "Phone" } },
      id: "renamePasskey",
      tag: "Passkeys",
      summary: "Renames a passkey",
      success: { status: 200, data: "passkey", message: "success.passkeyRenamed" },
      failures: ["NOT_FOUND", "RATE_LIMITED"],
      handler: controller.rename,
    }),
    route("DELETE", "/users/passkeys/:id", {
      auth: "accessToken",
      params: { id: "The `_id` of the passkey." },
      body: { schema: schemas.remove, example: { password: EXAMPLES.password }, isOptional: true },
      id: "removePasskey",
      tag: "Passkeys",
      summary: "Removes a passkey",
      description:
        "This session continues with new tokens; every other session of the user ends. The last passkey of an account without a password stays: LAST_METHOD.",
      success: { status: 200, data: "tokens", message: "success.passkeyRemoved", setsCookies: true, givesTokens: true },
      failures: [
        "INVALID_CREDENTIALS",
        "REAUTHENTICATION_REQUIRED",
        "NOT_FOUND",
        "LAST_METHOD",
        "RATE_LIMITED",
        "OVERLOADED",
      ],
      handler: controller.remove,
    }),
  ];
}
