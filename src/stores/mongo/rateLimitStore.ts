import { trusted } from "mongoose";
import type { StoredRateLimitCounter } from "../../models/RateLimitCounter.model.js";
import type { RateLimitCounter, RateLimitStore } from "../Store.js";
import { againOnDuplicate } from "./againOnDuplicate.js";
import { deleteAtMost } from "./deleteAtMost.js";
import type { MongoConnection } from "./MongoConnection.js";
import type { Models } from "./models.js";

type Addition = Parameters<RateLimitStore["add"]>[0];

function copyCounter({ points, expiresAt }: RateLimitCounter): RateLimitCounter {
  return { points, expiresAt };
}

/** Adds to the counter if it is living. */
function addToLiving(
  { rateLimits }: Models,
  { key, points, now, expiresAt }: Addition,
): Promise<RateLimitCounter | null> {
  const living = { _id: { $eq: key }, expiresAt: trusted({ $gt: now }) };
  return rateLimits
    .findOneAndUpdate(living, { $inc: { points }, $min: { expiresAt } }, { returnDocument: "after" })
    .lean<StoredRateLimitCounter>()
    .exec();
}

/** Starts the counter again if it is missing or over. One that is living is a duplicate: somebody else has started it. */
function startAnew({ rateLimits }: Models, { key, points, now, expiresAt }: Addition): Promise<RateLimitCounter> {
  const over = { _id: { $eq: key }, expiresAt: trusted({ $lte: now }) };
  return rateLimits
    .findOneAndUpdate(over, { $set: { points, expiresAt } }, { upsert: true, returnDocument: "after" })
    .orFail()
    .lean<StoredRateLimitCounter>()
    .exec();
}

/** The counters of a MongoDB store. */
export function createRateLimitStore(connection: MongoConnection): RateLimitStore {
  return {
    // Each of the two writes either counts this call or changes nothing, so it is counted once, whatever comes between.
    add(addition) {
      return connection.write(async (models) => {
        const counter = await againOnDuplicate(
          async () => (await addToLiving(models, addition)) ?? (await startAnew(models, addition)),
        );
        return copyCounter(counter);
      });
    },
    set({ key, points, expiresAt }) {
      return connection.write(async ({ rateLimits }) => {
        const counter = { _id: key, points, expiresAt };
        await againOnDuplicate(() => rateLimits.replaceOne({ _id: { $eq: key } }, counter, { upsert: true }).exec());
        return { points, expiresAt };
      });
    },
    get({ key, now }) {
      return connection.read(async ({ rateLimits }) => {
        const living = { _id: { $eq: key }, expiresAt: trusted({ $gt: now }) };
        const counter = await rateLimits.findOne(living).lean<StoredRateLimitCounter>().exec();
        return counter === null ? null : copyCounter(counter);
      });
    },
    delete(key) {
      return connection.write(async ({ rateLimits }) => {
        const { deletedCount } = await rateLimits.deleteOne({ _id: { $eq: key } }).exec();
        return deletedCount === 1;
      });
    },
    deleteExpired(now, limit) {
      return connection.write(({ rateLimits }) =>
        deleteAtMost(rateLimits, { expiresAt: trusted({ $lte: now }) }, { expiresAt: 1 }, limit),
      );
    },
  };
}
