import type { RateLimitCounter } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text } from "./fields.js";

/** A counter as it is stored: its key is its `_id`, so that there is one of each. */
export type StoredRateLimitCounter = RateLimitCounter & { readonly _id: string };

export const createRateLimitCounterModel = modelOf<StoredRateLimitCounter>(
  "RateLimitCounter",
  "rateLimits",
  (Schema) => {
    const schema = recordSchema<StoredRateLimitCounter>(Schema, {
      _id: text,
      points: integer,
      expiresAt: integer,
    });

    schema.index({ expiresAt: 1 });

    return schema;
  },
);
