import { trusted } from "mongoose";
import type { Session, SessionStore } from "../Store.js";
import { findSession } from "./findSession.js";
import type { MongoConnection } from "./MongoConnection.js";
import { copySession } from "./sessionRecord.js";

/** The absolute end of a session never comes before its idle end, so the idle end alone tells. */
function expiredAt(now: number) {
  return { idleExpiresAt: trusted({ $lte: now }) };
}

/** The sessions of a MongoDB store. */
export function createSessionStore(connection: MongoConnection): SessionStore {
  return {
    create(session) {
      return connection.write(async ({ sessions }) => {
        await new sessions(copySession(session)).save();
      });
    },
    get(id) {
      return connection.read((models) => findSession(models, id));
    },
    compareAndSet(next, expectedVersion) {
      return connection.write(async ({ sessions }) => {
        const expected = { _id: { $eq: next._id }, version: { $eq: expectedVersion } };
        const { matchedCount } = await sessions.replaceOne(expected, copySession(next)).exec();
        return { kind: matchedCount === 1 ? "stored" : "conflict" };
      });
    },
    listByUser({ userId, epoch, now, limit }) {
      return connection.read(async ({ sessions }) => {
        const living = { revokedAt: { $eq: null }, idleExpiresAt: trusted({ $gt: now }) };
        const found = await sessions
          .find({ userId: { $eq: userId }, epoch: { $eq: epoch }, ...living })
          .sort({ createdAt: -1, _id: -1 })
          .limit(limit)
          .lean<Session[]>()
          .exec();
        return found.map(copySession);
      });
    },
    deleteExpired(now, limit) {
      return connection.write(async ({ sessions }) => {
        const expired = await sessions.find(expiredAt(now), { _id: 1 }).limit(limit).lean().exec();
        const ids = expired.map(({ _id }) => _id);
        // The condition again: a session that was extended since it was read stays.
        const { deletedCount } = await sessions.deleteMany({ ...expiredAt(now), _id: trusted({ $in: ids }) }).exec();
        return deletedCount;
      });
    },
  };
}
