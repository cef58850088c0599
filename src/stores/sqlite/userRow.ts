import type { User } from "../Store.js";

/** A user as it lies in the table: the roles are JSON. */
export type UserRow = Omit<User, "roles"> & { readonly roles: string };

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
  "version",
  "createdAt",
  "updatedAt",
  "passwordChangedAt",
];

export function toUserRow(user: User): UserRow {
  return { ...user, roles: JSON.stringify(user.roles) };
}

export function fromUserRow(row: UserRow): User {
  return { ...row, roles: JSON.parse(row.roles) };
}
