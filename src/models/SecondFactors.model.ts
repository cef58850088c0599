import type { PendingTotp, RecoveryCode, SecondFactors, Totp } from "../stores/Store.js";
import { integer, integerOrNull, modelOf, partSchema, recordSchema, text } from "./fields.js";

export const createSecondFactorsModel = modelOf<SecondFactors>("SecondFactors", "secondFactors", (Schema) => {
  const totpSchema = partSchema<Totp>(Schema, { sealedSecret: text, confirmedAt: integer, lastStep: integer });
  const pendingSchema = partSchema<PendingTotp>(Schema, { sealedSecret: text, expiresAt: integer });
  const codeSchema = partSchema<RecoveryCode>(Schema, { hash: text, usedAt: integerOrNull });

  return recordSchema<SecondFactors>(Schema, {
    _id: text,
    version: integer,
    totp: { type: totpSchema, default: null },
    pending: { type: pendingSchema, default: null },
    recoveryCodes: { type: [codeSchema], required: true },
    madeAt: integerOrNull,
  });
});
