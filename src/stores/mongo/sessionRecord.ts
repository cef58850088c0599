import type { Session, SpentToken } from "../Store.js";

function copySpentToken(token: SpentToken): SpentToken {
  return {
    generation: token.generation,
    keyId: token.keyId,
    tokenHash: token.tokenHash,
    salt: token.salt,
    supersededAt: token.supersededAt,
    successorConfirmedAt: token.successorConfirmedAt,
    retryKey: token.retryKey,
    network: token.network ?? null,
  };
}

/** A plain copy, field by field: nothing unknown goes in or comes out, and nothing is shared with the caller. */
export function copySession(session: Session): Session {
  return {
    _id: session._id,
    userId: session.userId,
    epoch: session.epoch,
    version: session.version,
    generation: session.generation,
    firstGeneration: session.firstGeneration,
    keyId: session.keyId,
    tokenHash: session.tokenHash,
    rotatedAt: session.rotatedAt,
    confirmedAt: session.confirmedAt,
    previous: session.previous.map(copySpentToken),
    lateCount: session.lateCount,
    lateSince: session.lateSince,
    openedBy: session.openedBy,
    createdAt: session.createdAt,
    lastSeenAt: session.lastSeenAt,
    idleExpiresAt: session.idleExpiresAt,
    expiresAt: session.expiresAt,
    revokedAt: session.revokedAt,
    revokeReason: session.revokeReason,
    rememberMe: session.rememberMe,
    userAgent: session.userAgent,
    ip: session.ip,
  };
}
