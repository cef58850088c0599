import type { StoredRateLimitCounter } from "../../models/RateLimitCounter.model.js";
import type { RateLimitCounter, RateLimitStore } from "../Store.js";
import type { Collections, MongoConnection } from "./MongoConnection.js";
import { retryOnDuplicateKey } from "./mongoErrors.js";
import { deleteAtMost } from "./queries.js";

type Addition = Parameters<RateLimitStore["add"]>[0];

/** The counters of a MongoDB store. */
export class MongoRateLimits implements RateLimitStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  /** Each of the two writes either counts this call or changes nothing, so it is counted once, whatever comes between. */
  add(addition: Addition): Promise<RateLimitCounter> {
    return this.#connection.write(async (collections) => {
      const add = async () => (await addToLiving(collections, addition)) ?? (await startAgain(collections, addition));
      return copyCounter(await retryOnDuplicateKey(add));
    });
  }

  set({ key, points, expiresAt }: Parameters<RateLimitStore["set"]>[0]): Promise<RateLimitCounter> {
    return this.#connection.write(async ({ rateLimits }) => {
      const counter = { _id: key, points, expiresAt };
      await retryOnDuplicateKey(() => rateLimits.replaceOne({ _id: { $eq: key } }, counter, { upsert: true }).exec());
      return { points, expiresAt };
    });
  }

  get({ key, now }: Parameters<RateLimitStore["get"]>[0]): Promise<RateLimitCounter | null> {
    return this.#connection.read(async ({ rateLimits, trusted }) => {
      const living = { _id: { $eq: key }, expiresAt: trusted({ $gt: now }) };
      const counter = await rateLimits.findOne(living).lean<StoredRateLimitCounter>().exec();
      return counter === null ? null : copyCounter(counter);
    });
  }

  delete(key: string): Promise<boolean> {
    return this.#connection.write(async ({ rateLimits }) => {
      const { deletedCount } = await rateLimits.deleteOne({ _id: { $eq: key } }).exec();
      return deletedCount === 1;
    });
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.#connection.write((collections) => {
      const filter = { expiresAt: collections.trusted({ $lte: now }) };
      return deleteAtMost(collections, collections.rateLimits, { filter, order: { expiresAt: 1 }, limit });
    });
  }
}

/** Adds to the counter if it has not expired. */
function addToLiving({ rateLimits, trusted }: Collections, { key, points, now, expiresAt }: Addition) {
  const living = { _id: { $eq: key }, expiresAt: trusted({ $gt: now }) };
  return rateLimits
    .findOneAndUpdate(living, { $inc: { points }, $min: { expiresAt } }, { returnDocument: "after" })
    .lean<StoredRateLimitCounter>()
    .exec();
}

/** Starts a counter that is missing or has expired. One that lives is a duplicate: another call has started it. */
function startAgain({ rateLimits, trusted }: Collections, { key, points, now, expiresAt }: Addition) {
  const expired = { _id: { $eq: key }, expiresAt: trusted({ $lte: now }) };
  return rateLimits
    .findOneAndUpdate(expired, { $set: { points, expiresAt } }, { upsert: true, returnDocument: "after" })
    .orFail()
    .lean<StoredRateLimitCounter>()
    .exec();
}

function copyCounter({ points, expiresAt }: RateLimitCounter): RateLimitCounter {
  return { points, expiresAt };
}
