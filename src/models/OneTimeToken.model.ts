import { type Connection, type Model, Schema } from "mongoose";
import type { OneTimeToken } from "../stores/Store.js";
import { integer, recordOptions, text, textOrNull } from "./fields.js";

/** A token as it is stored: its `_id` is made of purpose and user, so that a user has one token for each purpose. */
export type StoredOneTimeToken = OneTimeToken & { readonly _id: string };

const oneTimeTokenSchema = new Schema<StoredOneTimeToken>(
  {
    _id: text,
    hash: text,
    purpose: { ...text, enum: ["verify-email", "reset-password", "change-email"] },
    userId: text,
    payload: textOrNull,
    expiresAt: integer,
  },
  recordOptions,
);

oneTimeTokenSchema.index({ hash: 1 }, { unique: true });
oneTimeTokenSchema.index({ userId: 1 });
oneTimeTokenSchema.index({ expiresAt: 1 });

/** The model of one-time tokens on one connection. `prefix` stands before the name of the collection. */
export function createOneTimeTokenModel(connection: Connection, prefix: string): Model<StoredOneTimeToken> {
  return connection.model<StoredOneTimeToken>("OneTimeToken", oneTimeTokenSchema, `${prefix}oneTimeTokens`);
}
