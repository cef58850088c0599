import { type Connection, type Model, Schema } from "mongoose";
import type { SigningKey } from "../stores/Store.js";
import { integer, text } from "./fields.js";
import { recordOptions } from "./recordOptions.js";

const signingKeySchema = new Schema<SigningKey>(
  {
    _id: text,
    sequence: integer,
    version: integer,
    algorithm: { ...text, enum: ["ES256"] },
    sealedKey: text,
    createdAt: integer,
    signsFrom: integer,
  },
  { ...recordOptions, collection: "signingKeys" },
);

signingKeySchema.index({ sequence: 1 }, { unique: true });

/** The model of signing keys on one connection. */
export function createSigningKeyModel(connection: Connection): Model<SigningKey> {
  return connection.model<SigningKey>("SigningKey", signingKeySchema);
}
