import { z } from "zod";
import { type BodyFields, withServerFields } from "./appFields.js";
import { hasPassword, type PasswordRules, registrationMeetsPolicy } from "./auth.schema.js";
import { avatarUrl, email, fullName, newPassword, optional, removable, roles, username } from "./fields.js";

const flag = z.boolean("Must be true or false.");

const user = z.object({
  username,
  fullName,
  email,
  password: optional(newPassword),
  avatarUrl: optional(avatarUrl),
  roles: roles.optional(),
  emailVerified: flag.optional(),
});

const NEEDS_VERIFIED = "Say whether the new address is known to be the user's: true or false.";
const NEEDS_EMAIL = "Give the email too, or call markEmailVerified.";

const change = z
  .object({
    username: optional(username),
    fullName: optional(fullName),
    avatarUrl: removable(avatarUrl),
    email: optional(email),
    emailVerified: flag.optional(),
  })
  .superRefine(
    ({ email: address, emailVerified }, ctx) => {
      if ((address === undefined) === (emailVerified === undefined)) return;
      const message = address === undefined ? NEEDS_EMAIL : NEEDS_VERIFIED;
      ctx.addIssue({ code: "custom", path: ["emailVerified"], message });
    },
    // Beside other failing fields too: the error lists them all.
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

/** What the code of an app gives. Every unknown key is refused: it is a slip, and what it holds would be lost. */
export function createServerSchemas(rules: PasswordRules, fields: BodyFields) {
  const withPolicy = user.superRefine(
    ({ password = "", ...profile }, ctx) => registrationMeetsPolicy(rules)({ ...profile, password }, ctx),
    { when: ({ value }) => hasPassword(value) },
  );
  return {
    create: withServerFields(withPolicy, fields, "ofNewAccount"),
    update: withServerFields(change, fields, "fromServer"),
    setPassword: z.object({ password: newPassword }),
    setRoles: z.object({ roles }),
  };
}

const LIMIT = "Enter a whole number from 1 to 1000.";
const text = z.string("Must be text.").max(254, "Use at most 254 characters.");

/** A page of users: the oldest first, or in the order of `by`. */
export const userListQuery = z
  .strictObject({
    by: z.enum(["username", "email"], "Must be username or email.").optional(),
    prefix: text.toLowerCase().optional(),
    after: text.toLowerCase().nullish(),
    limit: z.int(LIMIT).min(1, LIMIT).max(1000, LIMIT).default(100),
  })
  .refine(({ by, prefix = "" }) => by !== undefined || prefix === "", {
    path: ["by"],
    message: "Say what begins with the prefix: username or email.",
  });
export type ServerSchemas = ReturnType<typeof createServerSchemas>;
