import { type Connection, type Model, Schema } from "mongoose";
import type { RateLimitCounter } from "../stores/Store.js";
import { integer, recordOptions, text } from "./fields.js";

/** A counter as it is stored: its key is its `_id`, so that there is one of each. */
export type StoredRateLimitCounter = RateLimitCounter & { readonly _id: string };

const rateLimitCounterSchema = new Schema<StoredRateLimitCounter>(
  {
    _id: text,
    points: integer,
    expiresAt: integer,
  },
  recordOptions,
);

rateLimitCounterSchema.index({ expiresAt: 1 });

/** The model of the counters of limits on one connection. `prefix` stands before the name of the collection. */
export function createRateLimitCounterModel(connection: Connection, prefix: string): Model<StoredRateLimitCounter> {
  return connection.model<StoredRateLimitCounter>("RateLimitCounter", rateLimitCounterSchema, `${prefix}rateLimits`);
}
