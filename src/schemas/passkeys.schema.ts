import { z } from "zod";
import { textKey } from "../messages/api/issues.js";
import { hidesSomething, showsSomething } from "../utils/displayText.js";
import type { NameRules } from "../utils/nameRules.js";
import { type BodyFields, withFields } from "./appFields.js";
import { assertionCredential, registrationCredential } from "./credentials.js";
import { avatarUrl, email, optional, typedPassword } from "./fields.js";
import { newNameFields } from "./nameFields.js";
import { flow as flowOfStep } from "./proofs.js";

const flow = flowOfStep.meta({ description: "Of the options." });

const passkeyName = z
  .string(textKey("value.text"))
  .trim()
  .transform((name) => name.normalize("NFC"))
  .pipe(
    z
      .string()
      .min(1, textKey("fullName.empty"))
      .max(64, textKey("value.tooLong"))
      .refine((name) => name === "" || showsSomething(name), textKey("fullName.invisible"))
      .refine((name) => !hidesSomething(name), textKey("fullName.hidden")),
  )
  .meta({ minLength: 1, maxLength: 64, description: "For the user, to tell passkeys apart.", examples: ["Phone"] });

const rememberMe = optional(
  z.boolean(textKey("value.boolean")).meta({ description: "Absent is true. false: cookies end with the browser." }),
);

const password = optional(
  typedPassword.meta({ description: "The current password. Needed where the account has one." }),
);

/** The bodies of the routes of passkeys. */
export function createPasskeySchemas(fields: BodyFields | null, names: NameRules) {
  const registration = z.object({ ...newNameFields(names), email, avatarUrl: optional(avatarUrl) });
  return {
    signInOptions: z.object({
      flow: optional(flow.meta({ description: "Of `challenge`, when a passkey is the second step of a sign-in." })),
    }),
    signIn: z.object({ flow, credential: assertionCredential, rememberMe }),
    registerOptions: withFields(registration, fields, "fromRegistration"),
    register: z.object({ flow, credential: registrationCredential, rememberMe }),
    addOptions: z.object({
      password,
      flow: optional(flow.meta({ description: "Of ENROLMENT_REQUIRED, instead of a session and a password." })),
    }),
    add: z.object({ flow, credential: registrationCredential, name: optional(passkeyName) }),
    rename: z.object({ name: passkeyName }),
    remove: z.object({ password }),
  };
}

export type PasskeySchemas = ReturnType<typeof createPasskeySchemas>;
export type PasskeyBody<Name extends keyof PasskeySchemas> = z.infer<PasskeySchemas[Name]>;
