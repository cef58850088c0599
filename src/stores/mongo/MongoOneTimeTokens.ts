import type { StoredOneTimeToken } from "../../models/OneTimeToken.model.js";
import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import type { Collections, MongoConnection } from "./MongoConnection.js";
import { retryOnDuplicateKey } from "./mongoErrors.js";
import { deleteAtMost, deleteOfUser } from "./queries.js";

type TokenQuery = Parameters<OneTimeTokenStore["find"]>[0];

/** The one-time tokens of a MongoDB store. */
export class MongoOneTimeTokens implements OneTimeTokenStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  put(token: OneTimeToken): Promise<void> {
    const record = storedToken(token);
    return this.#connection.write(async ({ oneTimeTokens }) => {
      const filter = { _id: { $eq: record._id } };
      await retryOnDuplicateKey(() => oneTimeTokens.replaceOne(filter, record, { upsert: true }).exec());
    });
  }

  take(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.#connection.write(async (collections) => {
      const taken = await collections.oneTimeTokens
        .findOneAndDelete(livingToken(collections, query))
        .lean<StoredOneTimeToken>()
        .exec();
      return taken === null ? null : copyToken(taken);
    });
  }

  find(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.#connection.read(async (collections) => {
      const found = await collections.oneTimeTokens
        .findOne(livingToken(collections, query))
        .lean<StoredOneTimeToken>()
        .exec();
      return found === null ? null : copyToken(found);
    });
  }

  listByUser(userId: string): Promise<OneTimeToken[]> {
    return this.#connection.read(async ({ oneTimeTokens }) => {
      const found = await oneTimeTokens
        .find({ userId: { $eq: userId } })
        .lean<StoredOneTimeToken[]>()
        .exec();
      return found.map(copyToken);
    });
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.#connection.write((collections) => {
      const filter = { expiresAt: collections.trusted({ $lte: now }) };
      return deleteAtMost(collections, collections.oneTimeTokens, { filter, order: { expiresAt: 1 }, limit });
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.#connection.write(({ oneTimeTokens }) => deleteOfUser(oneTimeTokens, userId));
  }
}

function livingToken({ trusted }: Collections, { hash, purpose, now }: TokenQuery) {
  return { hash: { $eq: hash }, purpose: { $eq: purpose }, expiresAt: trusted({ $gt: now }) };
}

/** A user has one token for each purpose, because both are its `_id`. */
export function storedToken(token: OneTimeToken): StoredOneTimeToken {
  return { ...copyToken(token), _id: `${token.purpose} ${token.userId}` };
}

export function copyToken({ hash, purpose, userId, payload, expiresAt }: OneTimeToken): OneTimeToken {
  return { hash, purpose, userId, payload, expiresAt };
}
