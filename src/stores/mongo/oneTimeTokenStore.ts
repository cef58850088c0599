import { trusted } from "mongoose";
import type { StoredOneTimeToken } from "../../models/OneTimeToken.model.js";
import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import { isDuplicateKey } from "./duplicateKey.js";
import type { MongoConnection } from "./MongoConnection.js";
import type { Models } from "./models.js";

const PUT_ATTEMPTS = 5;

function copyToken(token: OneTimeToken): OneTimeToken {
  return {
    hash: token.hash,
    purpose: token.purpose,
    userId: token.userId,
    payload: token.payload,
    expiresAt: token.expiresAt,
  };
}

/** Of concurrent upserts of one key some may fail as duplicates, because the key was missing when they began. */
async function upsert(models: Models, token: StoredOneTimeToken, attemptsLeft: number): Promise<void> {
  try {
    await models.oneTimeTokens.replaceOne({ _id: { $eq: token._id } }, token, { upsert: true }).exec();
  } catch (error) {
    if (!isDuplicateKey(error) || attemptsLeft === 1) throw error;
    await upsert(models, token, attemptsLeft - 1);
  }
}

/** The one-time tokens of a MongoDB store. */
export function createOneTimeTokenStore(connection: MongoConnection): OneTimeTokenStore {
  return {
    put(token) {
      const stored = { ...copyToken(token), _id: `${token.purpose} ${token.userId}` };
      return connection.write((models) => upsert(models, stored, PUT_ATTEMPTS));
    },
    take({ hash, purpose, now }) {
      return connection.write(async ({ oneTimeTokens }) => {
        const filter = { hash: { $eq: hash }, purpose: { $eq: purpose }, expiresAt: trusted({ $gt: now }) };
        const taken = await oneTimeTokens.findOneAndDelete(filter).lean<StoredOneTimeToken>().exec();
        return taken === null ? null : copyToken(taken);
      });
    },
  };
}
