import type { Passkey, SpentChallenge } from "../stores/Store.js";
import { flag, integer, integerOrNull, modelOf, partSchema, recordSchema, text } from "./fields.js";

export const createPasskeyModel = modelOf<Passkey>("Passkey", "passkeys", (Schema) => {
  const spentSchema = partSchema<SpentChallenge>(Schema, { hash: text, until: integer });

  const schema = recordSchema<Passkey>(Schema, {
    _id: text,
    credentialId: text,
    userId: text,
    publicKey: text,
    counter: integer,
    rpId: text,
    aaguid: text,
    transports: { type: [Schema.Types.String], required: true },
    backedUp: flag,
    userVerified: flag,
    name: text,
    createdAt: integer,
    lastUsedAt: integerOrNull,
    spent: { type: [spentSchema], required: true },
    version: integer,
  });

  schema.index({ userId: 1, createdAt: 1, _id: 1 });
  // The cleanup looks among the latest for those whose user was never stored.
  schema.index({ createdAt: 1, _id: 1 });

  return schema;
});
