import { z } from "zod";
import type { NameRules } from "../utils/nameRules.js";
import { type BodyFields, withServerFields } from "./appFields.js";
import { hasPassword, type PasswordRules, registrationMeetsPolicy } from "./auth.schema.js";
import { avatarUrl, email, newPassword, optional, removable, roles } from "./fields.js";
import { changedNameFields, newNameFields } from "./nameFields.js";

const flag = z.boolean("Must be true or false.");

function newUser(names: NameRules) {
  return z.object({
    ...newNameFields(names),
    email,
    password: optional(newPassword),
    avatarUrl: optional(avatarUrl),
    roles: roles.optional(),
    emailVerified: flag.optional(),
  });
}

const NEEDS_VERIFIED = "Say whether the new address is known to be the user's: true or false.";
const NEEDS_EMAIL = "Give the email too, or call markEmailVerified.";

function userChange(names: NameRules) {
  return z
    .object({
      ...changedNameFields(names),
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
}

/**
 * What the code of an app gives. Every unknown key is refused: it is a slip, and what it holds would be lost. So is a name that is
 * off.
 */
export function createServerSchemas(rules: PasswordRules, fields: BodyFields, names: NameRules) {
  const withPolicy = newUser(names).superRefine(
    ({ password = "", ...profile }, ctx) => registrationMeetsPolicy(rules)({ ...profile, password }, ctx),
    { when: ({ value }) => hasPassword(value) },
  );
  return {
    create: withServerFields(withPolicy, fields, "ofNewAccount"),
    update: withServerFields(userChange(names), fields, "fromServer"),
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
