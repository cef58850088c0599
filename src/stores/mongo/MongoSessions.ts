import type { StoredSession } from "../../models/Session.model.js";
import { fromStoredReason, toStoredReason } from "../adapterRules.js";
import type { Session, SessionStore, SpentToken } from "../Store.js";
import type { Collections, MongoConnection } from "./MongoConnection.js";
import { deleteOfUser, pageOfUser, toSetUpdate } from "./queries.js";

/** The sessions of a MongoDB store. */
export class MongoSessions implements SessionStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  create(session: Session): Promise<void> {
    const record = toStoredSession(session);
    return this.#connection.write(async ({ sessions }) => {
      await new sessions(record).save();
    });
  }

  get(id: string): Promise<Session | null> {
    return this.#connection.read((collections) => findSession(collections, id));
  }

  compareAndSet(next: Session, expectedVersion: number): ReturnType<SessionStore["compareAndSet"]> {
    const record = toStoredSession(next);
    return this.#connection.write(async ({ sessions }) => {
      const expected = { _id: { $eq: record._id }, version: { $eq: expectedVersion } };
      const { matchedCount } = await sessions.updateOne(expected, toSetUpdate(record)).exec();
      return { kind: matchedCount === 1 ? "stored" : "conflict" };
    });
  }

  listByUser({ userId, epoch, now, limit }: Parameters<SessionStore["listByUser"]>[0]): Promise<Session[]> {
    return this.#connection.read(async ({ sessions, trusted }) => {
      const living = { revokedAt: { $eq: null }, idleExpiresAt: trusted({ $gt: now }) };
      const found = await sessions
        .find({ userId: { $eq: userId }, epoch: { $eq: epoch }, ...living })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .lean<StoredSession[]>()
        .exec();
      return found.map(fromStoredSession);
    });
  }

  listAllByUser({ userId, before, limit }: Parameters<SessionStore["listAllByUser"]>[0]): Promise<Session[]> {
    return this.#connection.read(async (collections) => {
      const found = await collections.sessions
        .find(pageOfUser(collections, userId, before))
        .sort({ _id: -1 })
        .limit(limit)
        .lean<StoredSession[]>()
        .exec();
      return found.map(fromStoredSession);
    });
  }

  listExpired(before: number, limit: number): Promise<Session[]> {
    return this.#connection.read(async (collections) => {
      const found = await collections.sessions
        .find(expiredAt(collections, before))
        .sort({ idleExpiresAt: 1 })
        .limit(limit)
        .lean<StoredSession[]>()
        .exec();
      return found.map(fromStoredSession);
    });
  }

  deleteExpired(ids: readonly string[], before: number): Promise<number> {
    return this.#connection.write(async (collections) => {
      // The condition again: a session that was extended since it was listed stays.
      const expired = { _id: collections.trusted({ $in: ids }), ...expiredAt(collections, before) };
      const { deletedCount } = await collections.sessions.deleteMany(expired).exec();
      return deletedCount;
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.#connection.write(({ sessions }) => deleteOfUser(sessions, userId));
  }
}

/** Reads the session with an id. */
export async function findSession({ sessions }: Pick<Collections, "sessions">, id: string): Promise<Session | null> {
  const session = await sessions
    .findOne({ _id: { $eq: id } })
    .lean<StoredSession>()
    .exec();
  return session === null ? null : fromStoredSession(session);
}

/** The absolute end of a session never comes before its idle end, so the idle end alone decides. */
function expiredAt({ trusted }: Collections, now: number) {
  return { idleExpiresAt: trusted({ $lte: now }) };
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
