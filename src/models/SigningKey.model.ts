import { type Connection, type Model, Schema } from "mongoose";
import type { SigningKey } from "../stores/Store.js";
import { integer, recordOptions, text } from "./fields.js";

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
  recordOptions,
);

signingKeySchema.index({ sequence: 1 }, { unique: true });

/** The model of signing keys on one connection. `prefix` stands before the name of the collection. */
export function createSigningKeyModel(connection: Connection, prefix: string): Model<SigningKey> {
  return connection.model<SigningKey>("SigningKey", signingKeySchema, `${prefix}signingKeys`);
}
