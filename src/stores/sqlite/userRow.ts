import type { User } from "../Store.js";
import { parseList } from "./sql.js";

/** A user as it lies in the table: the lists are JSON. */
export type UserRow = Omit<User, "roles" | "epochEnds"> & { readonly roles: string; readonly epochEnds: string };

export const USER_COLUMNS: readonly (keyof UserRow)[] = [
  "_id",
  "username",
  "fullName",
  "email",
  "passwordHash",
  "avatarUrl",
  "emailVerifiedAt",
  "roles",
  "disabledAt",
  "epoch",
  "epochEnds",
  "version",
  "createdAt",
  "updatedAt",
  "passwordChangedAt",
];

export function toUserRow(user: User): UserRow {
  return { ...user, roles: JSON.stringify(user.roles), epochEnds: JSON.stringify(user.epochEnds) };
}

export function fromUserRow(row: UserRow): User {
  return { ...row, roles: parseList(row.roles), epochEnds: parseList(row.epochEnds) };
}
