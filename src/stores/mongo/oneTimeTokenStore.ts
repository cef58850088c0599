import { trusted } from "mongoose";
import type { StoredOneTimeToken } from "../../models/OneTimeToken.model.js";
import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import { againOnDuplicate } from "./againOnDuplicate.js";
import { deleteAtMost } from "./deleteAtMost.js";
import type { MongoConnection } from "./MongoConnection.js";

export function copyToken(token: OneTimeToken): OneTimeToken {
  return {
    hash: token.hash,
    purpose: token.purpose,
    userId: token.userId,
    payload: token.payload,
    expiresAt: token.expiresAt,
  };
}

/** A user has one token for each purpose, because both are its `_id`. */
export function storedToken(token: OneTimeToken): StoredOneTimeToken {
  return { ...copyToken(token), _id: `${token.purpose} ${token.userId}` };
}

function livingToken({ hash, purpose, now }: Parameters<OneTimeTokenStore["find"]>[0]) {
  return { hash: { $eq: hash }, purpose: { $eq: purpose }, expiresAt: trusted({ $gt: now }) };
}

/** The one-time tokens of a MongoDB store. */
export function createOneTimeTokenStore(connection: MongoConnection): OneTimeTokenStore {
  return {
    put(token) {
      const stored = storedToken(token);
      return connection.write(async ({ oneTimeTokens }) => {
        const filter = { _id: { $eq: stored._id } };
        await againOnDuplicate(() => oneTimeTokens.replaceOne(filter, stored, { upsert: true }).exec());
      });
    },
    take(query) {
      return connection.write(async ({ oneTimeTokens }) => {
        const taken = await oneTimeTokens.findOneAndDelete(livingToken(query)).lean<StoredOneTimeToken>().exec();
        return taken === null ? null : copyToken(taken);
      });
    },
    find(query) {
      return connection.read(async ({ oneTimeTokens }) => {
        const found = await oneTimeTokens.findOne(livingToken(query)).lean<StoredOneTimeToken>().exec();
        return found === null ? null : copyToken(found);
      });
    },
    listByUser(userId) {
      return connection.read(async ({ oneTimeTokens }) => {
        const found = await oneTimeTokens
          .find({ userId: { $eq: userId } })
          .lean<StoredOneTimeToken[]>()
          .exec();
        return found.map(copyToken);
      });
    },
    deleteExpired(now, limit) {
      return connection.write(({ oneTimeTokens }) =>
        deleteAtMost(oneTimeTokens, { expiresAt: trusted({ $lte: now }) }, { expiresAt: 1 }, limit),
      );
    },
    deleteByUser(userId) {
      return connection.write(async ({ oneTimeTokens }) => {
        const { deletedCount } = await oneTimeTokens.deleteMany({ userId: { $eq: userId } }).exec();
        return deletedCount;
      });
    },
  };
}
