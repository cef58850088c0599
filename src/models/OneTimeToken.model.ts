import type { OneTimeToken } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text, textOrNull } from "./fields.js";

/** A token as it is stored: its `_id` is made of purpose and user, so that a user has one token for each purpose. */
export type StoredOneTimeToken = OneTimeToken & { readonly _id: string };

export const createOneTimeTokenModel = modelOf<StoredOneTimeToken>("OneTimeToken", "oneTimeTokens", (Schema) => {
  const schema = recordSchema<StoredOneTimeToken>(Schema, {
    _id: text,
    hash: text,
    purpose: { ...text, enum: ["verify-email", "reset-password", "change-email"] },
    userId: text,
    payload: textOrNull,
    expiresAt: integer,
  });

  schema.index({ hash: 1 }, { unique: true });
  schema.index({ userId: 1 });
  schema.index({ expiresAt: 1 });

  return schema;
});
