import type { SigningKey } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text } from "./fields.js";

const signingKeySchema = recordSchema<SigningKey>({
  _id: text,
  sequence: integer,
  version: integer,
  algorithm: { ...text, enum: ["ES256"] },
  sealedKey: text,
  createdAt: integer,
  signsFrom: integer,
});

signingKeySchema.index({ sequence: 1 }, { unique: true });

export const createSigningKeyModel = modelOf("SigningKey", signingKeySchema, "signingKeys");
