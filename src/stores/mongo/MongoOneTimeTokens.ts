import type { StoredOneTimeToken } from "../../models/OneTimeToken.model.js";
import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import { documentFormats } from "./documents.js";
import type { Collections } from "./MongoConnection.js";
import { MongoPort } from "./MongoPort.js";
import { retryOnDuplicateKey } from "./mongoErrors.js";
import { deleteExpired, deleteOfUser, plain } from "./queries.js";

type TokenQuery = Parameters<OneTimeTokenStore["find"]>[0];

/** The one-time tokens of a MongoDB store. */
export class MongoOneTimeTokens extends MongoPort implements OneTimeTokenStore {
  put(token: OneTimeToken): Promise<void> {
    const record = documentFormats.oneTimeTokens.toDocument(token);
    return this.connection.write(async ({ oneTimeTokens }) => {
      const filter = { _id: { $eq: record._id } };
      await retryOnDuplicateKey(() => oneTimeTokens.replaceOne(filter, record, { upsert: true }).exec());
    });
  }

  take(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.connection.write((collections) =>
      tokenOrNull(collections.oneTimeTokens.findOneAndDelete(livingToken(collections, query))),
    );
  }

  find(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.connection.read((collections) =>
      tokenOrNull(collections.oneTimeTokens.findOne(livingToken(collections, query))),
    );
  }

  listByUser(userId: string): Promise<OneTimeToken[]> {
    return this.connection.read(async ({ oneTimeTokens }) => {
      const found = await plain<StoredOneTimeToken[]>(oneTimeTokens.find({ userId: { $eq: userId } }));
      return found.map(documentFormats.oneTimeTokens.fromDocument);
    });
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.connection.write((collections) =>
      deleteExpired(collections, collections.oneTimeTokens, { now, limit }),
    );
  }

  deleteByUser(userId: string): Promise<number> {
    return this.connection.write(({ oneTimeTokens }) => deleteOfUser(oneTimeTokens, userId));
  }
}

function livingToken({ trusted }: Collections, { hash, purpose, now }: TokenQuery) {
  return { hash: { $eq: hash }, purpose: { $eq: purpose }, expiresAt: trusted({ $gt: now }) };
}

async function tokenOrNull(query: Parameters<typeof plain>[0]): Promise<OneTimeToken | null> {
  const found = await plain<StoredOneTimeToken | null>(query);
  return found === null ? null : documentFormats.oneTimeTokens.fromDocument(found);
}
