import type { RateLimitCounter } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text } from "./fields.js";

/** A counter as it is stored: its key is its `_id`, so that there is one of each. */
export type StoredRateLimitCounter = RateLimitCounter & { readonly _id: string };

const rateLimitCounterSchema = recordSchema<StoredRateLimitCounter>({
  _id: text,
  points: integer,
  expiresAt: integer,
});

rateLimitCounterSchema.index({ expiresAt: 1 });

export const createRateLimitCounterModel = modelOf("RateLimitCounter", rateLimitCounterSchema, "rateLimits");
