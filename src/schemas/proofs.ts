import { z } from "zod";
import { apiText } from "../messages/api/index.js";
import { textIssue, textKey } from "../messages/api/issues.js";
import { canonicalRecoveryCode } from "../utils/recoveryCodeForm.js";

/** What cannot be a code is refused by its form: it costs no attempt. Apps show a code in two groups, so blanks do not matter. */
export const totpCode = z
  .string(textKey("value.text"))
  .max(64, textKey("value.tooLong"))
  .regex(/^\s*(?:\d\s*){6}$/, textKey("code.digits"))
  .transform((typed) => typed.replaceAll(/\s/g, ""))
  .meta({
    pattern: "^\\s*(?:\\d\\s*){6}$",
    description: "The six digits of the authenticator app. Blanks do not matter.",
    examples: ["492039"],
  });

/** As above: what is not eight digits costs no try. */
export const emailCode = z
  .string(textKey("value.text"))
  .max(64, textKey("value.tooLong"))
  .regex(/^\s*(?:\d\s*){8}$/, textKey("emailCode.digits"))
  .transform((typed) => typed.replaceAll(/\s/g, ""))
  .meta({
    pattern: "^\\s*(?:\\d\\s*){8}$",
    description: "The eight digits of the email. Blanks do not matter.",
    examples: ["40718265"],
  });

export const recoveryCode = z
  .string(textKey("value.text"))
  .max(64, textKey("value.tooLong"))
  .refine((typed) => canonicalRecoveryCode(typed) !== null, textKey("recoveryCode.form"))
  .transform((typed) => canonicalRecoveryCode(typed) ?? "")
  .meta({
    description: "Case, hyphens and blanks do not matter; I and L are read as 1, O as 0.",
    examples: ["7K2MQ-XW94D"],
  });

/** A token of this program that a client sends back. One that is not is FLOW_INVALID, which the service answers. */
export const flow = z
  .string(textKey("value.text"))
  .min(1, textKey("value.empty"))
  .max(8192, textKey("value.tooLong"))
  .meta({ description: "Of `challenge`." });

/** Refuses a body with several proofs or none of them. It names those that are too many, or the first where all are missing. */
export function oneProof(names: readonly string[]) {
  return (body: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
    const given = names.filter((name) => body[name] !== undefined);
    if (given.length === 1) return;
    const issue = textIssue(apiText("proof.one", { names: names.join(", ") }));
    for (const path of given.length === 0 ? names.slice(0, 1) : given) {
      context.addIssue({ code: "custom", path: [path], ...issue });
    }
  };
}
