import { z } from "zod";
import { avatarUrl, fullName, username } from "./fields.js";

const NOTHING = "Give at least one of fullName, avatarUrl and username.";

/** PATCH /users/settings. `avatarUrl: null` removes the picture. */
export const settingsSchema = z
  .object({ fullName: fullName.optional(), avatarUrl: avatarUrl.nullable().optional(), username: username.optional() })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { path: ["fullName"], message: NOTHING });

export type SettingsBody = z.infer<typeof settingsSchema>;
