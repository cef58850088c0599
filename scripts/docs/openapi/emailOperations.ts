import * as answers from "./answers.js";
import * as examples from "./examples.js";
import type { Operation } from "./Operation.js";
import type { NamedSchemas } from "./requests.js";

const LINK_FAILURES = ["VALIDATION_FAILED", "LINK_INVALID", "RATE_LIMITED"] as const;

/** Proving and changing the e-mail address. */
export function emailOperations(schemas: NamedSchemas): Operation[] {
  return [
    {
      method: "post",
      path: "/api/v1/auth/verify-email",
      id: "verifyEmail",
      tag: "E-mail",
      summary: "Proves the e-mail address by the link of a mail",
      access: "anybody",
      body: { schema: schemas.verifyEmail, example: { token: examples.LINK_TOKEN } },
      success: { status: 200, data: answers.user, example: examples.USER, message: "The e-mail address is verified." },
      failures: LINK_FAILURES,
    },
    {
      method: "post",
      path: "/api/v1/auth/resend-verification",
      id: "resendVerification",
      tag: "E-mail",
      summary: "Sends the verification mail again",
      description: "It ends the link before. The answer is the same whether the address belongs to an account or not.",
      access: "anybody",
      body: { schema: schemas.resendVerification, example: { email: examples.USER.email } },
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
      path: "/api/v1/users/change-email",
      id: "changeEmail",
      tag: "E-mail",
      summary: "Asks for another e-mail address",
      description:
        "The new address gets a link and the old one a warning; nothing changes before the link is used. The answer is the same when the new address belongs to somebody else.",
      access: "signedIn",
      body: {
        schema: schemas.changeEmail,
        example: { newEmail: "ada@example.org", password: "correct horse battery" },
      },
      success: {
        status: 202,
        data: answers.nothing,
        example: {},
        message: "A link was sent to the new address. The old one was told.",
      },
      failures: ["VALIDATION_FAILED", "INVALID_CREDENTIALS", "RATE_LIMITED", "OVERLOADED"],
    },
    {
      method: "post",
      path: "/api/v1/auth/confirm-email-change",
      id: "confirmEmailChange",
      tag: "E-mail",
      summary: "Makes the new address the account's, by the link of a mail",
      access: "anybody",
      body: { schema: schemas.confirmEmailChange, example: { token: examples.LINK_TOKEN } },
      success: {
        status: 200,
        data: answers.user,
        example: { ...examples.USER, email: "ada@example.org" },
        message: "The e-mail address was changed.",
      },
      failures: LINK_FAILURES,
    },
  ];
}
