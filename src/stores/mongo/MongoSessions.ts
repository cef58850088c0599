import type { StoredSession } from "../../models/Session.model.js";
import type { Session, SessionStore } from "../Store.js";
import { documentFormats } from "./documents.js";
import type { Collections } from "./MongoConnection.js";
import { MongoPort } from "./MongoPort.js";
import { deleteOfUser, pageOfUser, plain, replaceVersion } from "./queries.js";

/** The sessions of a MongoDB store. */
export class MongoSessions extends MongoPort implements SessionStore {
  create(session: Session): Promise<void> {
    const record = documentFormats.sessions.toDocument(session);
    return this.connection.write(async ({ sessions }) => {
      await new sessions(record).save();
    });
  }

  get(id: string): Promise<Session | null> {
    return this.connection.read((collections) => findSession(collections, id));
  }

  compareAndSet(next: Session, expectedVersion: number): ReturnType<SessionStore["compareAndSet"]> {
    const record = documentFormats.sessions.toDocument(next);
    return this.connection.write(({ sessions }) => replaceVersion(sessions, record, expectedVersion));
  }

  listByUser({ userId, epoch, now, limit }: Parameters<SessionStore["listByUser"]>[0]): Promise<Session[]> {
    return this.connection.read(({ sessions, trusted }) => {
      const living = { revokedAt: { $eq: null }, idleExpiresAt: trusted({ $gt: now }) };
      const own = sessions.find({ userId: { $eq: userId }, epoch: { $eq: epoch }, ...living });
      return allOf(own.sort({ createdAt: -1, _id: -1 }).limit(limit));
    });
  }

  listAllByUser({ userId, before, limit }: Parameters<SessionStore["listAllByUser"]>[0]): Promise<Session[]> {
    return this.connection.read((collections) => {
      const own = collections.sessions.find(pageOfUser(collections, userId, before));
      return allOf(own.sort({ _id: -1 }).limit(limit));
    });
  }

  listExpired(before: number, limit: number): Promise<Session[]> {
    return this.connection.read((collections) => {
      const expired = collections.sessions.find(expiredAt(collections, before));
      return allOf(expired.sort({ idleExpiresAt: 1 }).limit(limit));
    });
  }

  deleteExpired(ids: readonly string[], before: number): Promise<number> {
    return this.connection.write(async (collections) => {
      // The condition again: a session that was extended since it was listed stays.
      const expired = { _id: collections.trusted({ $in: ids }), ...expiredAt(collections, before) };
      const { deletedCount } = await collections.sessions.deleteMany(expired).exec();
      return deletedCount;
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.connection.write(({ sessions }) => deleteOfUser(sessions, userId));
  }
}

/** Reads the session with an id. */
export async function findSession({ sessions }: Pick<Collections, "sessions">, id: string): Promise<Session | null> {
  const session = await plain<StoredSession | null>(sessions.findOne({ _id: { $eq: id } }));
  return session === null ? null : documentFormats.sessions.fromDocument(session);
}

/** The absolute end of a session never comes before its idle end, so the idle end alone decides. */
function expiredAt({ trusted }: Collections, now: number) {
  return { idleExpiresAt: trusted({ $lte: now }) };
}

async function allOf(query: Parameters<typeof plain>[0]): Promise<Session[]> {
  return (await plain<StoredSession[]>(query)).map(documentFormats.sessions.fromDocument);
}
