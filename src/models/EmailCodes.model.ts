import type { EmailCode, EmailCodes } from "../stores/Store.js";
import { flag, integer, modelOf, partSchema, recordSchema, text } from "./fields.js";

export const createEmailCodesModel = modelOf<EmailCodes>("EmailCodes", "emailCodes", (Schema) => {
  const codeSchema = partSchema<EmailCode>(Schema, {
    flowHash: text,
    codeHash: text,
    email: text,
    isOfKnownDevice: flag,
    tries: integer,
    expiresAt: integer,
  });

  const schema = recordSchema<EmailCodes>(Schema, {
    _id: text,
    version: integer,
    waiting: { type: [codeSchema], required: true },
    expiresAt: integer,
  });

  schema.index({ expiresAt: 1 });

  return schema;
});
