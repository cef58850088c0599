import * as answers from "./answers.js";
import * as examples from "./examples.js";
import type { Operation } from "./Operation.js";
import type { NamedSchemas } from "./requests.js";
import { z } from "./zod.js";

const PASSWORD = "correct horse battery";

const idempotencyKey = z.object({
  "Idempotency-Key": z.string().max(255).optional().meta({
    description:
      "A random text, made at the first send of a token and kept until that token is replaced: with it, a retry after a lost answer gets the same new token.",
  }),
});

const signOutKey = z.object({
  "Idempotency-Key": z.string().max(255).optional().meta({
    description: "That of a refresh whose answer was lost: it shows that the spent token is no stolen one.",
  }),
});

const sessionId = z.object({ id: z.string().meta({ description: "The `_id` of the session." }) });

/** Opening, keeping and ending sessions. */
export function sessionOperations(schemas: NamedSchemas): Operation[] {
  return [
    {
      method: "post",
      path: "/api/v1/auth/login",
      id: "login",
      tag: "Sessions",
      summary: "Signs in",
      description:
        "By username or e-mail address; both together must name one account. The answer to an unknown name and to a wrong password is the same.",
      access: "anybody",
      body: { schema: schemas.login, example: { username: "ada", password: PASSWORD, rememberMe: true } },
      success: {
        status: 200,
        data: answers.signedIn,
        example: { user: examples.USER, ...examples.TOKENS },
        message: "Signed in.",
        setsCookies: true,
        givesTokens: true,
      },
      failures: [
        "VALIDATION_FAILED",
        "INVALID_CREDENTIALS",
        "ACCOUNT_DISABLED",
        "EMAIL_NOT_VERIFIED",
        "RATE_LIMITED",
        "OVERLOADED",
      ],
    },
    {
      method: "post",
      path: "/api/v1/auth/refresh-token",
      id: "refreshToken",
      tag: "Sessions",
      summary: "Exchanges the refresh token for new tokens",
      description: "A 401 ends the session of the client and touches no cookie; a 503 says nothing about the token.",
      access: "refreshToken",
      headers: idempotencyKey,
      body: { schema: schemas.refresh, example: { refreshToken: examples.TOKENS.refreshToken }, isOptional: true },
      success: {
        status: 200,
        data: answers.tokens,
        example: examples.TOKENS,
        message: "Refreshed.",
        setsCookies: true,
        givesTokens: true,
      },
      failures: [
        "VALIDATION_FAILED",
        "REFRESH_TOKEN_MISSING",
        "REFRESH_TOKEN_INVALID",
        "REFRESH_TOKEN_REUSED",
        "SESSION_EXPIRED",
        "SESSION_REVOKED",
        "EMAIL_NOT_VERIFIED",
        "RATE_LIMITED",
      ],
    },
    {
      method: "post",
      path: "/api/v1/auth/logout",
      id: "logout",
      tag: "Sessions",
      summary: "Ends this session",
      description:
        "A genuine access or refresh token is enough, an expired access token is not. Doing it again is no failure.",
      access: "anyToken",
      headers: signOutKey,
      body: { schema: schemas.logout, example: { refreshToken: examples.TOKENS.refreshToken }, isOptional: true },
      success: { status: 200, data: answers.nothing, example: {}, message: "Signed out.", setsCookies: true },
      failures: [
        "VALIDATION_FAILED",
        "ACCESS_TOKEN_MISSING",
        "ACCESS_TOKEN_INVALID",
        "ACCESS_TOKEN_EXPIRED",
        "REFRESH_TOKEN_INVALID",
      ],
    },
    {
      method: "post",
      path: "/api/v1/auth/logout-all",
      id: "logoutAll",
      tag: "Sessions",
      summary: "Ends every session of the user",
      access: "signedIn",
      success: {
        status: 200,
        data: answers.nothing,
        example: {},
        message: "Signed out everywhere.",
        setsCookies: true,
      },
      failures: [],
    },
    {
      method: "get",
      path: "/api/v1/auth/sessions",
      id: "listSessions",
      tag: "Sessions",
      summary: "Lists the user's sessions",
      description: "Those that are alive, newest first, one hundred at most.",
      access: "signedIn",
      success: { status: 200, data: answers.sessions, example: examples.SESSIONS, message: "Your sessions." },
      failures: [],
    },
    {
      method: "delete",
      path: "/api/v1/auth/sessions/{id}",
      id: "endSession",
      tag: "Sessions",
      summary: "Ends one of the user's sessions",
      description: "The cookies are cleared when it is this one.",
      access: "signedIn",
      params: sessionId,
      success: {
        status: 200,
        data: answers.nothing,
        example: {},
        message: "The session has ended.",
        setsCookies: true,
      },
      failures: ["SESSION_NOT_FOUND"],
    },
  ];
}
