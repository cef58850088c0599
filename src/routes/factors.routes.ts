import type { FactorsController } from "../controllers/factors.controller.js";
import { beginTotpSchema, confirmedChangeSchema, confirmTotpSchema } from "../schemas/factors.schema.js";
import type { ErrorCode } from "../utils/errorCodes.js";
import { EXAMPLES, type Route, route } from "./Route.js";

const CONFIRMED: readonly ErrorCode[] = [
  "INVALID_CREDENTIALS",
  "REAUTHENTICATION_REQUIRED",
  "RATE_LIMITED",
  "OVERLOADED",
];

/** The authenticator app and the recovery codes of an account: below /users. */
export function factorsRoutes(controller: FactorsController): readonly Route[] {
  return [
    route("POST", "/users/totp", {
      auth: "accessTokenOrFlow",
      body: { schema: beginTotpSchema, example: { password: EXAMPLES.password } },
      id: "beginTotp",
      tag: "Second factors",
      summary: "Begins to set up an authenticator app",
      description:
        "Nothing changes until POST /users/totp/confirm: an app that is set up stays beside the new secret. With the `flow` of ENROLMENT_REQUIRED it takes no session.",
      success: { status: 201, data: "totpBegun", message: "success.totpBegun" },
      failures: [...CONFIRMED, "EMAIL_NOT_VERIFIED", "FLOW_INVALID"],
      handler: controller.beginTotp,
    }),
    route("POST", "/users/totp/confirm", {
      auth: "accessTokenOrFlow",
      body: { schema: confirmTotpSchema, example: { code: "492039" } },
      id: "confirmTotp",
      tag: "Second factors",
      summary: "Turns the authenticator app on",
      description:
        "With its first code, which is spent by that. This session continues with new tokens at level 2; every other session of the user ends. The first factor of an account comes with ten recovery codes. With the `flow` of ENROLMENT_REQUIRED it signs in.",
      success: {
        status: 200,
        data: "totpConfirmed",
        message: "success.totpEnabled",
        setsCookies: true,
        givesTokens: true,
      },
      failures: [
        "CODE_INVALID",
        "FACTOR_MISSING",
        "FLOW_INVALID",
        "ACCOUNT_DISABLED",
        "EMAIL_NOT_VERIFIED",
        "REFUSED_BY_APP",
        "RATE_LIMITED",
      ],
      handler: controller.confirmTotp,
    }),
    route("DELETE", "/users/totp", {
      auth: "accessToken",
      body: { schema: confirmedChangeSchema, example: { password: EXAMPLES.password }, isOptional: true },
      id: "removeTotp",
      tag: "Second factors",
      summary: "Removes the authenticator app",
      description:
        "This session continues with new tokens; every other session of the user ends. The recovery codes end with the last factor.",
      success: { status: 200, data: "tokens", message: "success.totpDisabled", setsCookies: true, givesTokens: true },
      failures: [...CONFIRMED, "FACTOR_MISSING"],
      handler: controller.removeTotp,
    }),
    route("POST", "/users/recovery-codes", {
      auth: "accessToken",
      body: { schema: confirmedChangeSchema, example: { password: EXAMPLES.password }, isOptional: true },
      id: "makeRecoveryCodes",
      tag: "Second factors",
      summary: "Makes ten new recovery codes",
      description: "They are shown once. The earlier ones stop working.",
      success: { status: 201, data: "recoveryCodes", message: "success.recoveryCodes" },
      failures: [...CONFIRMED, "FACTOR_MISSING"],
      handler: controller.makeRecoveryCodes,
    }),
  ];
}
