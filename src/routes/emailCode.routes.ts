import type { EmailCodeController } from "../controllers/emailCode.controller.js";
import { finishEmailCodeSchema, requestEmailCodeSchema } from "../schemas/emailCode.schema.js";
import { EXAMPLES, type Route, route } from "./Route.js";

/** Signing in with a mailed code: below /auth. They exist with EMAIL_CODE=on. */
export function emailCodeRoutes(controller: EmailCodeController): readonly Route[] {
  return [
    route("POST", "/auth/email-code", {
      limit: "email-code",
      auth: "none",
      body: { schema: requestEmailCodeSchema, example: { email: EXAMPLES.email } },
      id: "requestEmailCode",
      tag: "Sessions",
      summary: "Sends a code and a link to sign in with",
      description:
        "The response is the same whether or not the address belongs to an account, and whether or not an email follows. The `flow` is what makes the code work: only who requested it can use it, for ten minutes. Browsers also get it as a cookie. With EMAIL_CODE=off the response is 404.",
      success: { status: 202, data: "emailCodeFlow", message: "success.mailMayFollow", setsCookies: true },
      failures: ["NOT_FOUND"],
      handler: controller.request,
    }),
    route("POST", "/auth/email-code/finish", {
      limit: "email-code-finish",
      auth: "none",
      body: { schema: finishEmailCodeSchema, example: { flow: EXAMPLES.flow, code: "40718265", rememberMe: true } },
      id: "finishEmailCode",
      tag: "Sessions",
      summary: "Signs in with a mailed code",
      description:
        "With the `code` of the email, and the `flow` of the request for it in the body or as the cookie. A code works once and can be tried five times; what is not eight digits is no try. The session has level 1. For an address that was never verified the code is the first proof of the mailbox: it verifies the address, and outside of the browser that registered the account it ends its password, passkeys, second factors and sessions, which may be a stranger's.",
      success: { status: 200, data: "signedIn", message: "success.signedIn", setsCookies: true, givesTokens: true },
      failures: [
        "CODE_INVALID",
        "SECOND_FACTOR_REQUIRED",
        "ENROLMENT_REQUIRED",
        "ACCOUNT_DISABLED",
        "REFUSED_BY_APP",
        "NOT_FOUND",
        "OVERLOADED",
      ],
      handler: controller.finish,
    }),
  ];
}
