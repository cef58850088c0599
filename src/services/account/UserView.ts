import type { User } from "../../stores/Store.js";

/** A user as everybody outside sees them: a list of what may leave, so a new secret field stays inside. */
export interface UserView {
  readonly _id: string;
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  readonly avatarUrl: string | null;
  readonly emailVerified: boolean;
  readonly roles: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The frozen public view of a user. */
export function toUserView(user: User): UserView {
  return Object.freeze({
    _id: user._id,
    username: user.username,
    fullName: user.fullName,
    email: user.email,
    avatarUrl: user.avatarUrl,
    emailVerified: user.emailVerifiedAt !== null,
    roles: Object.freeze([...user.roles]),
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
  });
}
