import type { EpochEnd, User } from "../Store.js";

function copyEpochEnd(end: EpochEnd): EpochEnd {
  return { epoch: end.epoch, cause: end.cause, at: end.at };
}

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
    epochEnds: user.epochEnds.map(copyEpochEnd),
    version: user.version,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    passwordChangedAt: user.passwordChangedAt,
  };
}
