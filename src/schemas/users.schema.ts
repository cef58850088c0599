import { z } from "zod";
import { apiText } from "../messages/api/index.js";
import { textIssue, textKey } from "../messages/api/issues.js";
import { emptyToAbsent } from "../utils/json.js";
import type { NameRules } from "../utils/nameRules.js";
import { type BodyFields, withFields } from "./appFields.js";
import { avatarUrl, email, optional, ownPassword, removable, typedPassword } from "./fields.js";
import { changedNameFields } from "./nameFields.js";

const password = optional(
  typedPassword.meta({
    description: "The current password. Needed when `username` is another one than the present.",
  }),
);

/** The bodies of /users to which an app may add fields. */
export function createUsersSchemas(fields: BodyFields | null, names: NameRules) {
  const { fullName, username } = changedNameFields(names);
  // In the order of openapi.json. A name that is off is missing.
  const settings = z.object({
    ...(fullName && { fullName }),
    avatarUrl: removable(avatarUrl),
    ...(username && { username }),
    password,
  });
  return {
    /** PATCH /users/settings. `avatarUrl: null` removes the picture; `""` leaves it, as in every other optional field. */
    settings: withFields(settings, fields, "fromSettings").refine(changesSomething, nothingToChange(settings.shape)),
  };
}

/** Names what a request may change. */
function nothingToChange({ password: _, ...shape }: object & { password: unknown }) {
  const names = Object.keys(shape);
  const text =
    names.length === 3 ? apiText("settings.nothing") : apiText("settings.nothingOf", { names: names.join(", ") });
  return { path: names.slice(0, 1), ...textIssue(text) };
}

function changesSomething({ password: _, fields = {}, ...changes }: { password?: unknown; fields?: object }): boolean {
  return Object.keys(fields).length > 0 || Object.values(changes).some((value) => value !== undefined);
}

export const changeEmailSchema = z.object({ newEmail: email, password: ownPassword });

export const deleteAccountSchema = z.object({ password: ownPassword });

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 200;

/** The query of GET /users/activity, as texts. */
export const activityQuerySchema = z.object({
  limit: z.preprocess(
    emptyToAbsent,
    z
      .string()
      .refine((text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_PAGE_SIZE, {
        error: textKey("activity.limit"),
        params: { max: String(MAX_PAGE_SIZE) },
      })
      .transform(Number)
      .default(DEFAULT_PAGE_SIZE)
      .meta({
        type: "integer",
        minimum: 1,
        maximum: MAX_PAGE_SIZE,
        default: DEFAULT_PAGE_SIZE,
        description: "How many events at most.",
      }),
  ),
  before: z.preprocess(
    emptyToAbsent,
    z.uuid(textKey("activity.before")).toLowerCase().optional().meta({
      type: "string",
      description: "Only events older than the one of this `_id`: the last of the page before.",
    }),
  ),
});

export type UsersSchemas = ReturnType<typeof createUsersSchemas>;
export type SettingsBody = z.infer<UsersSchemas["settings"]>;
export type ChangeEmailBody = z.infer<typeof changeEmailSchema>;
export type DeleteAccountBody = z.infer<typeof deleteAccountSchema>;
export type ActivityQuery = z.infer<typeof activityQuerySchema>;
