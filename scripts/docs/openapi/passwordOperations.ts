import * as answers from "./answers.js";
import * as examples from "./examples.js";
import type { Operation } from "./Operation.js";
import type { NamedSchemas } from "./requests.js";

const PASSWORD = "correct horse battery";
const NEW_PASSWORD = "a stable for my horse";

/** Choosing, changing and resetting passwords. */
export function passwordOperations(schemas: NamedSchemas): Operation[] {
  return [
    {
      method: "get",
      path: "/api/v1/auth/password-policy",
      id: "passwordPolicy",
      tag: "Passwords",
      summary: "Tells what a new password needs",
      access: "anybody",
      success: {
        status: 200,
        data: answers.passwordRules,
        example: examples.PASSWORD_RULES,
        message: "What a new password needs.",
      },
      failures: [],
    },
    {
      method: "post",
      path: "/api/v1/auth/change-password",
      id: "changePassword",
      tag: "Passwords",
      summary: "Changes the password",
      description:
        "This session goes on with new tokens; every other session of the user ends. Ten wrong passwords of a day end this one, with the reason `guessing`.",
      access: "signedIn",
      body: {
        schema: schemas.changePassword,
        example: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD },
      },
      success: {
        status: 200,
        data: answers.tokens,
        example: examples.TOKENS,
        message: "The password was changed. Every other session has ended.",
        setsCookies: true,
        givesTokens: true,
      },
      failures: ["VALIDATION_FAILED", "INVALID_CREDENTIALS", "RATE_LIMITED", "OVERLOADED"],
    },
    {
      method: "post",
      path: "/api/v1/auth/forgot-password",
      id: "forgotPassword",
      tag: "Passwords",
      summary: "Sends a link to set a new password",
      description: "The answer is the same whether the address belongs to an account or not.",
      access: "anybody",
      body: { schema: schemas.forgotPassword, example: { email: examples.USER.email } },
      success: {
        status: 202,
        data: answers.nothing,
        example: {},
        message: "If the address belongs to an account, a mail is on its way.",
      },
      failures: ["VALIDATION_FAILED", "RATE_LIMITED"],
    },
    {
      method: "post",
      path: "/api/v1/auth/reset-password",
      id: "resetPassword",
      tag: "Passwords",
      summary: "Sets a new password by the link of a mail",
      description: "Every session of the user ends, and none is opened. A refused password does not use the link up.",
      access: "anybody",
      body: { schema: schemas.resetPassword, example: { token: examples.LINK_TOKEN, newPassword: NEW_PASSWORD } },
      success: {
        status: 200,
        data: answers.nothing,
        example: {},
        message: "The password was set. Sign in with it.",
        setsCookies: true,
      },
      failures: ["VALIDATION_FAILED", "LINK_INVALID", "RATE_LIMITED", "OVERLOADED"],
    },
  ];
}
