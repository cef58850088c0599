import { z } from "zod";
import type { ApiText } from "../messages/api/index.js";
import { textIssue, textKey } from "../messages/api/issues.js";
import type { NameRules, RegistrationRules } from "../utils/nameRules.js";
import { type BodyFields, withFields } from "./appFields.js";
import { assertionCredential } from "./credentials.js";
import {
  avatarUrl,
  email,
  linkToken,
  newPassword,
  optional,
  ownPassword,
  rememberMe,
  typedEmail,
  typedPassword,
  username,
} from "./fields.js";
import { newNameFields } from "./nameFields.js";
import { flow, oneProof, recoveryCode, totpCode } from "./proofs.js";

/** The part of the password policy that the schemas ask. */
export interface PasswordRules {
  /** Every rule that the password breaks. `context`: texts about its owner that it must not be made of. */
  unmet(password: string, context: readonly string[]): readonly ApiText[];
}

/** The bodies of /auth. Unknown keys are dropped, so none is ever stored. */
export function createAuthSchemas(rules: PasswordRules, fields: BodyFields | null, names: RegistrationRules) {
  const allowedPassword = newPassword.superRefine(meetsPolicy(rules));
  const registration = z
    .object({ ...newNameFields(names), email, password: firstPassword(names), avatarUrl: optional(avatarUrl) })
    // Asked for beside other failing fields too: the answer lists them all, not the first.
    .superRefine(registrationMeetsPolicy(rules), { when: ({ value }) => hasPassword(value) });
  return {
    register: withFields(registration, fields, "fromRegistration"),
    login: z
      .object({
        username: optional(username),
        email: optional(typedEmail),
        password: typedPassword,
        rememberMe,
      })
      .refine((body) => body.username !== undefined || body.email !== undefined, {
        ...(names.username === "off" ? EMAIL_NEEDED : LOGIN_NEEDED),
        // As above. A name that is there and wrong has its own message.
        when: ({ value }) => typeof value === "object" && value !== null && isNameless(value),
      })
      .meta({ anyOf: [{ required: ["username"] }, { required: ["email"] }] }),
    refresh: z.object({ refreshToken: optional(presentedToken) }),
    logout: z.object({ refreshToken: optional(presentedToken) }),
    changePassword: z.object({ currentPassword: ownPassword, newPassword: allowedPassword }),
    secondFactor: z
      .object({ flow, ...proofs, rememberMe })
      .superRefine(oneProof(["code", "recoveryCode", "credential"])),
    reauthenticate: z
      .object({ password: optional(typedPassword), ...proofs, flow: optional(flowOfPasskey) })
      .superRefine(oneProof(["password", "code", "recoveryCode", "credential"]))
      .refine(({ credential, flow }) => credential === undefined || flow !== undefined, FLOW_NEEDED),
    forgotPassword: z.object({ email: typedEmail }),
    resetPassword: z.object({ token: linkToken, newPassword: allowedPassword }),
    verifyEmail: z
      .object({ token: linkToken, password: optional(accountPassword), notMe: optional(notMe) })
      .refine(({ password, notMe }) => password === undefined || notMe !== true, ONE_ANSWER),
    resendVerification: z.object({ email: typedEmail }),
    confirmEmailChange: z.object({ token: linkToken, password: optional(accountPassword) }),
  };
}

/** Who can sign in with a mailed code needs no password. */
function firstPassword({ emailCode }: RegistrationRules): z.ZodType<string | undefined> {
  return emailCode === "on" ? optional(newPassword) : newPassword;
}

const proofs = {
  code: optional(totpCode),
  recoveryCode: optional(recoveryCode),
  // A union of one: openapi.json names the schema, and says beside it that it may be null.
  credential: optional(z.union([assertionCredential])),
};

const flowOfPasskey = flow.meta({ description: "With `credential`: that of its options." });
const FLOW_NEEDED = { path: ["flow"], message: textKey("value.empty") };

const LOGIN_NEEDED = { path: ["username"], message: textKey("login.nameMissing") };
const EMAIL_NEEDED = { path: ["email"], message: textKey("login.emailMissing") };

const ONE_ANSWER = { path: ["notMe"], message: textKey("verify.oneAnswer") };

const accountPassword = typedPassword.meta({
  description: "That of the account, for a browser that has not registered it and is not signed in to it.",
});

const notMe = z
  .boolean(textKey("value.boolean"))
  .meta({ description: "true: somebody else registered with this address. The account and all its data are deleted." });

function isNameless(body: { username?: unknown; email?: unknown }): boolean {
  return body.username === undefined && body.email === undefined;
}

const presentedToken = z
  .string(textKey("value.text"))
  .min(1, textKey("value.empty"))
  .max(512, textKey("value.tooLong"))
  .meta({ description: "Beats the cookie." });

/** Lists every broken rule. The owner is unknown here, so the service checks the rules about the owner again. */
function meetsPolicy(rules: PasswordRules) {
  return (password: string, ctx: z.RefinementCtx<string>): void => {
    for (const text of rules.unmet(password, [])) ctx.addIssue({ code: "custom", ...textIssue(text) });
  };
}

type Registration = Readonly<
  Record<"email", string> & Record<"password", string | undefined> & Record<keyof NameRules, string | undefined>
>;

/** Lists every broken rule of a new account's password, if it has one. Other fields may be anything: they may have failed themselves. */
export function registrationMeetsPolicy(rules: PasswordRules) {
  return ({ password, username, email, fullName }: Registration, ctx: z.RefinementCtx): void => {
    const context = [username, email, fullName].filter((text) => typeof text === "string");
    for (const text of password === undefined ? [] : rules.unmet(password, context)) {
      ctx.addIssue({ code: "custom", path: ["password"], ...textIssue(text) });
    }
  };
}

export function hasPassword(body: unknown): boolean {
  return typeof body === "object" && body !== null && "password" in body && typeof body.password === "string";
}

export type AuthSchemas = ReturnType<typeof createAuthSchemas>;
export type AuthBody<Name extends keyof AuthSchemas> = z.infer<AuthSchemas[Name]>;
