import type { SigningKey } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text } from "./fields.js";

export const createSigningKeyModel = modelOf<SigningKey>("SigningKey", "signingKeys", (Schema) => {
  const schema = recordSchema<SigningKey>(Schema, {
    _id: text,
    sequence: integer,
    version: integer,
    algorithm: { ...text, enum: ["ES256"] },
    sealedKey: text,
    createdAt: integer,
    signsFrom: integer,
  });

  schema.index({ sequence: 1 }, { unique: true });

  return schema;
});
