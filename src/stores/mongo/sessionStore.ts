import { trusted } from "mongoose";
import type { StoredSession } from "../../models/Session.model.js";
import type { SessionStore } from "../Store.js";
import { assignAll } from "./assignAll.js";
import { findSession } from "./findSession.js";
import type { MongoConnection } from "./MongoConnection.js";
import { pageOfUser } from "./pageOfUser.js";
import { fromStoredSession, toStoredSession } from "./sessionRecord.js";

/** The absolute end of a session never comes before its idle end, so the idle end alone decides. */
function expiredAt(now: number) {
  return { idleExpiresAt: trusted({ $lte: now }) };
}

/** The sessions of a MongoDB store. */
export function createSessionStore(connection: MongoConnection): SessionStore {
  return {
    create(session) {
      return connection.write(async ({ sessions }) => {
        await new sessions(toStoredSession(session)).save();
      });
    },
    get(id) {
      return connection.read((models) => findSession(models, id));
    },
    compareAndSet(next, expectedVersion) {
      return connection.write(async ({ sessions }) => {
        const expected = { _id: { $eq: next._id }, version: { $eq: expectedVersion } };
        const { matchedCount } = await sessions.updateOne(expected, assignAll(toStoredSession(next))).exec();
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
          .lean<StoredSession[]>()
          .exec();
        return found.map(fromStoredSession);
      });
    },
    listAllByUser({ userId, before, limit }) {
      return connection.read(async ({ sessions }) => {
        const found = await sessions
          .find(pageOfUser(userId, before))
          .sort({ _id: -1 })
          .limit(limit)
          .lean<StoredSession[]>()
          .exec();
        return found.map(fromStoredSession);
      });
    },
    listExpired(before, limit) {
      return connection.read(async ({ sessions }) => {
        const found = await sessions
          .find(expiredAt(before))
          .sort({ idleExpiresAt: 1 })
          .limit(limit)
          .lean<StoredSession[]>()
          .exec();
        return found.map(fromStoredSession);
      });
    },
    deleteExpired(ids, before) {
      return connection.write(async ({ sessions }) => {
        // The condition again: a session that was extended since it was listed stays.
        const doomed = { _id: trusted({ $in: ids }), ...expiredAt(before) };
        const { deletedCount } = await sessions.deleteMany(doomed).exec();
        return deletedCount;
      });
    },
    deleteByUser(userId) {
      return connection.write(async ({ sessions }) => {
        const { deletedCount } = await sessions.deleteMany({ userId: { $eq: userId } }).exec();
        return deletedCount;
      });
    },
  };
}
