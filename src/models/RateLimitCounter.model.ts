import { type Connection, type Model, Schema } from "mongoose";
import type { RateLimitCounter } from "../stores/Store.js";
import { integer, text } from "./fields.js";
import { recordOptions } from "./recordOptions.js";

/** A counter as it is stored: its key is its `_id`, so that there is one of each. */
export type StoredRateLimitCounter = RateLimitCounter & { readonly _id: string };

const rateLimitCounterSchema = new Schema<StoredRateLimitCounter>(
  {
    _id: text,
    points: integer,
    expiresAt: integer,
  },
  { ...recordOptions, collection: "rateLimits" },
);

rateLimitCounterSchema.index({ expiresAt: 1 });

/** The model of the counters of limits on one connection. */
export function createRateLimitCounterModel(connection: Connection): Model<StoredRateLimitCounter> {
  return connection.model<StoredRateLimitCounter>("RateLimitCounter", rateLimitCounterSchema);
}
