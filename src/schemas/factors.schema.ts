import { z } from "zod";
import { optional, ownPassword } from "./fields.js";
import { flow, totpCode } from "./proofs.js";

const enrolmentFlow = optional(
  flow.meta({ description: "Of ENROLMENT_REQUIRED, instead of a session and a password." }),
);

/** The bodies of /users/totp and /users/recovery-codes. */
export const beginTotpSchema = z.object({ password: ownPassword, flow: enrolmentFlow });
export const confirmTotpSchema = z.object({ code: totpCode, flow: enrolmentFlow });
export const confirmedChangeSchema = z.object({ password: ownPassword });

export type BeginTotpBody = z.infer<typeof beginTotpSchema>;
export type ConfirmTotpBody = z.infer<typeof confirmTotpSchema>;
export type ConfirmedChangeBody = z.infer<typeof confirmedChangeSchema>;
