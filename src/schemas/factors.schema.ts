import { z } from "zod";
import { optional, typedPassword } from "./fields.js";
import { flow, totpCode } from "./proofs.js";

const password = optional(typedPassword.meta({ description: "The current one. Required where the account has one." }));

const enrolmentFlow = optional(
  flow.meta({ description: "Of ENROLMENT_REQUIRED, instead of a session and a password." }),
);

/** The bodies of /users/totp and /users/recovery-codes. */
export const beginTotpSchema = z.object({ password, flow: enrolmentFlow });
export const confirmTotpSchema = z.object({ code: totpCode, flow: enrolmentFlow });
export const confirmedChangeSchema = z.object({ password });

export type BeginTotpBody = z.infer<typeof beginTotpSchema>;
export type ConfirmTotpBody = z.infer<typeof confirmTotpSchema>;
export type ConfirmedChangeBody = z.infer<typeof confirmedChangeSchema>;
