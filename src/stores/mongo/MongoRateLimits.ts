import type { RateLimitCounter, RateLimitStore } from "../Store.js";
import type { Collections } from "./MongoConnection.js";
import { MongoPort } from "./MongoPort.js";
import { retryOnDuplicateKey } from "./mongoErrors.js";
import { deleteById, deleteExpired, plain } from "./queries.js";

type Addition = Parameters<RateLimitStore["add"]>[0];

/** The counters of a MongoDB store. */
export class MongoRateLimits extends MongoPort implements RateLimitStore {
  /** Each of the two writes either counts this call or changes nothing, so it is counted once, whatever comes between. */
  add(addition: Addition): Promise<RateLimitCounter> {
    return this.connection.write(async (collections) => {
      const add = async () => (await addToLiving(collections, addition)) ?? (await startAgain(collections, addition));
      return copyCounter(await retryOnDuplicateKey(add));
    });
  }

  set({ key, points, expiresAt }: Parameters<RateLimitStore["set"]>[0]): Promise<RateLimitCounter> {
    return this.connection.write(async ({ rateLimits }) => {
      const counter = { _id: key, points, expiresAt };
      await retryOnDuplicateKey(() => rateLimits.replaceOne({ _id: { $eq: key } }, counter, { upsert: true }).exec());
      return { points, expiresAt };
    });
  }

  get({ key, now }: Parameters<RateLimitStore["get"]>[0]): Promise<RateLimitCounter | null> {
    return this.connection.read(async ({ rateLimits, trusted }) => {
      const living = { _id: { $eq: key }, expiresAt: trusted({ $gt: now }) };
      const counter = await plain<RateLimitCounter | null>(rateLimits.findOne(living));
      return counter === null ? null : copyCounter(counter);
    });
  }

  delete(key: string): Promise<boolean> {
    return this.connection.write(({ rateLimits }) => deleteById(rateLimits, key));
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.connection.write((collections) => deleteExpired(collections, collections.rateLimits, { now, limit }));
  }
}

/** Adds to the counter if it has not expired. */
function addToLiving({ rateLimits, trusted }: Collections, { key, points, now, expiresAt }: Addition) {
  const living = { _id: { $eq: key }, expiresAt: trusted({ $gt: now }) };
  const addition = { $inc: { points }, $min: { expiresAt } };
  return plain<RateLimitCounter | null>(rateLimits.findOneAndUpdate(living, addition, { returnDocument: "after" }));
}

/** Starts a counter that is missing or has expired. One that lives is a duplicate: another call has started it. */
function startAgain({ rateLimits, trusted }: Collections, { key, points, now, expiresAt }: Addition) {
  const expired = { _id: { $eq: key }, expiresAt: trusted({ $lte: now }) };
  const options = { upsert: true, returnDocument: "after" } as const;
  return plain<RateLimitCounter>(
    rateLimits.findOneAndUpdate(expired, { $set: { points, expiresAt } }, options).orFail(),
  );
}

function copyCounter({ points, expiresAt }: RateLimitCounter): RateLimitCounter {
  return { points, expiresAt };
}
