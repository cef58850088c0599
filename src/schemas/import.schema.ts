import { z } from "zod";
import { avatarUrl, email, fullName, roles, username } from "./fields.js";

/** Longer is no hash of any known form. */
const HASH_MAX = 1024;

const hashText = z.string("Must be text or null.").min(1, "It is empty.").max(HASH_MAX, "It is too long.");

const time = z.union(
  [z.int().nonnegative(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))],
  "Must be epoch milliseconds or a time such as 2024-02-29T12:00:00Z.",
);

const flag = z.boolean("Must be true or false.");

/** One imported account. Unknown keys and a missing `passwordHash` are refused: a misspelled one would be lost in silence. */
export const importedUser = z.strictObject(
  {
    email,
    username: username.nullish(),
    fullName: fullName.nullish(),
    passwordHash: hashText.nullable(),
    passwordSalt: hashText.nullish(),
    emailVerified: flag.nullish(),
    roles: roles.nullish(),
    disabled: flag.nullish(),
    avatarUrl: avatarUrl.nullish(),
    createdAt: time.nullish(),
    updatedAt: time.nullish(),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `Unknown: ${(issue.keys ?? []).map(printableKey).join(", ")}.` : undefined,
  },
);

/** Keys come from a file, and a terminal obeys what may be in them. */
function printableKey(key: string): string {
  return JSON.stringify(key.slice(0, 40).replace(/[^ -~]/g, "?"));
}

export type ImportedUser = z.infer<typeof importedUser>;
