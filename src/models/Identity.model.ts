import type { Identity } from "../stores/Store.js";
import { flag, integer, integerOrNull, modelOf, recordSchema, text, textOrNull } from "./fields.js";

export const createIdentityModel = modelOf<Identity>("Identity", "identities", (Schema) => {
  const schema = recordSchema<Identity>(Schema, {
    _id: text,
    userId: text,
    provider: text,
    issuer: text,
    subject: text,
    email: textOrNull,
    emailVerified: flag,
    createdAt: integer,
    lastUsedAt: integerOrNull,
    version: integer,
  });

  schema.index({ userId: 1, createdAt: 1, _id: 1 });
  // The cleanup looks among the latest for those without a user.
  schema.index({ createdAt: 1, _id: 1 });

  return schema;
});
