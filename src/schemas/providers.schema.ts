import { z } from "zod";
import { textKey } from "../messages/api/issues.js";
import type { NameRule, NameRules } from "../utils/nameRules.js";
import { ANSWER_LENGTHS, type AnswerName, answerNames } from "../utils/providerAnswer.js";
import { type BodyFields, withFields } from "./appFields.js";
import { email, fullName, optional, ownPassword, rememberMe, username } from "./fields.js";
import { newNameFields } from "./nameFields.js";
import { flow } from "./proofs.js";

const returnTo = z
  .string(textKey("value.text"))
  .max(512, textKey("value.tooLong"))
  .meta({
    description:
      "Where the page goes in the end: a path that begins with one `/`, or a URL of an origin that the settings allow. The answer of the last step has it.",
    examples: ["/orders"],
  });

const flowOfAnswer = flow.meta({ description: "Of REGISTRATION_NEEDED." });
const flowOfLink = flow.meta({ description: "Of IDENTITY_NOT_LINKED." });

const part = (name: AnswerName) =>
  optional(z.string(textKey("value.text")).max(ANSWER_LENGTHS[name], textKey("value.tooLong")));

/** What the callback has put behind the `#`; anything else is dropped. */
const params = z
  .object(
    Object.fromEntries(answerNames.map((name) => [name, part(name)])) as Record<AnswerName, ReturnType<typeof part>>,
    {
      error: textKey("value.object"),
    },
  )
  .meta({ id: "ProviderAnswer", description: "What the page PUBLIC_URL/sign-in/continue has behind its `#`." });

/** The bodies of the routes of providers. */
export function createProviderSchemas(fields: BodyFields | null, names: NameRules) {
  // What is missing may be in the flow, as the provider said it.
  const registration = z.object({
    flow: flowOfAnswer,
    ...newNameFields({ username: notNeeded(names.username), fullName: notNeeded(names.fullName) }),
    email: optional(email),
    rememberMe,
  });
  return {
    start: z.object({
      purpose: z
        .enum(["sign-in", "link"], textKey("provider.purpose"))
        .meta({ description: "`link`: for the signed-in user." }),
      returnTo: optional(returnTo),
      password: ownPassword,
    }),
    finish: z.object({ params, rememberMe }),
    register: withFields(registration, fields, "fromRegistration"),
    link: z.object({ flow: flowOfLink, password: ownPassword }),
    unlink: z.object({ password: ownPassword }),
  };
}

/** What a provider says of somebody, in the form of accounts here; `null` for what no account here may have. */
export function createReadProfile(names: NameRules) {
  const usable = (schema: z.ZodType<string>, said: string | null): string | null => schema.safeParse(said).data ?? null;
  return ({
    username: name,
    fullName: shown,
    email: address,
  }: Readonly<Record<"username" | "fullName" | "email", string | null>>) => ({
    username: names.username === "off" ? null : usable(username, name),
    fullName: names.fullName === "off" ? null : usable(fullName, shown),
    email: usable(email, address),
  });
}

function notNeeded(rule: NameRule): NameRule {
  return rule === "off" ? "off" : "optional";
}

export type ProviderSchemas = ReturnType<typeof createProviderSchemas>;
export type ProviderBody<Name extends keyof ProviderSchemas> = z.infer<ProviderSchemas[Name]>;
