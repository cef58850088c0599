import { z } from "zod";
import { avatarUrl, email, fullName, typedPassword, username } from "./fields.js";

const NOTHING = "Give at least one of fullName, avatarUrl and username.";

/** PATCH /users/settings. `avatarUrl: null` removes the picture. Whether the username is another one decides the service. */
export const settingsSchema = z
  .object({
    fullName: fullName.optional(),
    avatarUrl: avatarUrl.nullable().optional(),
    username: username.optional(),
    password: typedPassword
      .optional()
      .meta({ description: "The current password. Needed when `username` is another one than the present." }),
  })
  .refine(({ password: _, ...changes }) => Object.values(changes).some((value) => value !== undefined), {
    path: ["fullName"],
    message: NOTHING,
  });

/** POST /users/change-email. */
export const changeEmailSchema = z.object({ newEmail: email, password: typedPassword });

/** DELETE /users/account. */
export const deleteAccountSchema = z.object({ password: typedPassword });

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 200;
const PAGE_SIZE = `A whole number from 1 to ${LARGEST_PAGE} is needed.`;

/** The query of GET /users/activity, as texts. */
export const activityQuerySchema = z.object({
  limit: z
    .string(PAGE_SIZE)
    .regex(/^[1-9]\d{0,2}$/, PAGE_SIZE)
    .transform(Number)
    .pipe(z.number().max(LARGEST_PAGE, PAGE_SIZE))
    .default(DEFAULT_PAGE)
    .meta({
      type: "integer",
      minimum: 1,
      maximum: LARGEST_PAGE,
      default: DEFAULT_PAGE,
      description: "How many events at most.",
    }),
  before: z
    .uuid("The `_id` of an event is needed.")
    .toLowerCase()
    .optional()
    .meta({ description: "Only events older than the one of this `_id`: the last of the page before." }),
});

export type SettingsBody = z.infer<typeof settingsSchema>;
export type ChangeEmailBody = z.infer<typeof changeEmailSchema>;
export type DeleteAccountBody = z.infer<typeof deleteAccountSchema>;
export type ActivityQuery = z.infer<typeof activityQuerySchema>;
