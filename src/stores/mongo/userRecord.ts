import type { User } from "../Store.js";

/** A plain copy, field by field: nothing unknown goes in or comes out, and nothing is shared with the caller. */
export function copyUser(user: User): User {
  return {
    _id: user._id,
    username: user.username,
    fullName: user.fullName,
    email: user.email,
    passwordHash: user.passwordHash,
    avatarUrl: user.avatarUrl,
    emailVerifiedAt: user.emailVerifiedAt,
    roles: [...user.roles],
    disabledAt: user.disabledAt,
    epoch: user.epoch,
    version: user.version,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    passwordChangedAt: user.passwordChangedAt,
  };
}
