import type { StoredSession } from "../../models/Session.model.js";
import { fromStoredReason, toStoredReason } from "../adapterRules.js";
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

export function toStoredSession(session: Session): StoredSession {
  return { ...copyFields(session), ...toStoredReason(session.revokeReason) };
}

export function fromStoredSession(stored: StoredSession): Session {
  return { ...copyFields(stored), revokeReason: fromStoredReason(stored) };
}

/** A plain copy, field by field: nothing unknown goes in or comes out, and nothing is shared with the caller. */
function copyFields(session: Omit<Session, "revokeReason">): Omit<Session, "revokeReason"> {
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
    rememberMe: session.rememberMe,
    userAgent: session.userAgent,
    ip: session.ip,
  };
}
