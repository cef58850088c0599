import { randomBytes } from "node:crypto";
import type { ImportedUser } from "../../schemas/import.schema.js";
import type { User } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";

/** The account that is made of a record. What the other system did not have is filled in. */
export function newUser(record: ImportedUser, passwordHash: string, now: number): User {
  const createdAt = record.createdAt ?? now;
  return {
    _id: newId(createdAt),
    username: record.username ?? madeUpUsername(),
    fullName: record.fullName ?? record.username ?? localPart(record.email),
    email: record.email,
    passwordHash,
    avatarUrl: record.avatarUrl ?? null,
    emailVerifiedAt: record.emailVerified === true ? now : null,
    roles: record.roles ?? [],
    disabledAt: record.disabled === true ? now : null,
    epoch: 0,
    epochEnds: [],
    version: 0,
    createdAt,
    updatedAt: record.updatedAt ?? now,
    passwordChangedAt: createdAt,
  };
}

/** Random, and made of nothing else: a name made of the address would tell it to whoever sees the name. */
function madeUpUsername(): string {
  return `user-${randomBytes(10).toString("hex")}`;
}

function localPart(email: string): string {
  return email.slice(0, email.indexOf("@"));
}
