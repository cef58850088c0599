import { z } from "zod";
import { optional, rememberMe, typedEmail } from "./fields.js";
import { emailCode, flow } from "./proofs.js";

/** The bodies of /auth/email-code. */
export const requestEmailCodeSchema = z.object({ email: typedEmail });
export const finishEmailCodeSchema = z.object({
  flow: optional(
    flow.meta({ description: "Of POST /auth/email-code. Absent for browsers, which have it as a cookie." }),
  ),
  code: emailCode,
  rememberMe,
});

export type RequestEmailCodeBody = z.infer<typeof requestEmailCodeSchema>;
export type FinishEmailCodeBody = z.infer<typeof finishEmailCodeSchema>;
