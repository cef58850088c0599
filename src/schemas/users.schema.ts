import { z } from "zod";
import { textKey } from "../messages/api/issues.js";
import { emptyToAbsent } from "../utils/json.js";
import { type BodyFields, withFields } from "./appFields.js";
import { avatarUrl, email, fullName, optional, removable, typedPassword, username } from "./fields.js";

const settings = z.object({
  fullName: optional(fullName),
  avatarUrl: removable(avatarUrl),
  username: optional(username),
  password: optional(
    typedPassword.meta({
      description: "The current password. Needed when `username` is another one than the present.",
    }),
  ),
});

/** The bodies of /users to which an app may add fields. */
export function createUsersSchemas(fields: BodyFields | null) {
  return {
    /** PATCH /users/settings. `avatarUrl: null` removes the picture; `""` leaves it, as in every other optional field. */
    settings: withFields(settings, fields, "fromSettings").refine(changesSomething, {
      path: ["fullName"],
      message: textKey("settings.nothing"),
    }),
  };
}

function changesSomething({ password: _, fields = {}, ...changes }: SettingsBody): boolean {
  return Object.keys(fields).length > 0 || Object.values(changes).some((value) => value !== undefined);
}

export const changeEmailSchema = z.object({ newEmail: email, password: typedPassword });

export const deleteAccountSchema = z.object({ password: typedPassword });

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
export type SettingsBody = z.infer<typeof settings> & { readonly fields?: Readonly<Record<string, unknown>> };
export type ChangeEmailBody = z.infer<typeof changeEmailSchema>;
export type DeleteAccountBody = z.infer<typeof deleteAccountSchema>;
export type ActivityQuery = z.infer<typeof activityQuerySchema>;
