import { z } from "zod";
import type { NameRules } from "../utils/nameRules.js";
import { type BodyFields, withFields } from "./appFields.js";
import { assertionCredential, registrationCredential } from "./credentials.js";
import { avatarUrl, email, optional, ownPassword, rememberMe, shownName } from "./fields.js";
import { newNameFields } from "./nameFields.js";
import { flow as flowOfStep } from "./proofs.js";

const flow = flowOfStep.meta({ description: "Of the options." });

const passkeyName = shownName(64, { description: "For the user, to tell passkeys apart.", examples: ["Phone"] });

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
      password: ownPassword,
      flow: optional(flow.meta({ description: "Of ENROLMENT_REQUIRED, instead of a session and a password." })),
    }),
    add: z.object({ flow, credential: registrationCredential, name: optional(passkeyName) }),
    rename: z.object({ name: passkeyName }),
    remove: z.object({ password: ownPassword }),
  };
}

export type PasskeySchemas = ReturnType<typeof createPasskeySchemas>;
export type PasskeyBody<Name extends keyof PasskeySchemas> = z.infer<PasskeySchemas[Name]>;
