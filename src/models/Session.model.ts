import type { StoredReason } from "../stores/adapterRules.js";
import type { AuthenticationMethod, RevokeReason, Session, SpentToken } from "../stores/Store.js";
import { flag, integer, integerOrNull, modelOf, partSchema, recordSchema, text, textOrNull } from "./fields.js";

export type StoredSession = Omit<Session, "revokeReason"> & StoredReason<RevokeReason>;

export const createSessionModel = modelOf<StoredSession>("Session", "sessions", (Schema) => {
  const spentTokenSchema = partSchema<SpentToken>(Schema, {
    generation: integer,
    keyId: text,
    tokenHash: text,
    salt: text,
    supersededAt: integer,
    successorConfirmedAt: integerOrNull,
    retryKey: textOrNull,
    network: textOrNull,
  });

  const methodSchema = partSchema<AuthenticationMethod>(Schema, { method: text, at: integer, userVerified: flag });

  const schema = recordSchema<StoredSession>(Schema, {
    _id: text,
    userId: text,
    epoch: integer,
    version: integer,
    generation: integer,
    firstGeneration: integer,
    keyId: text,
    tokenHash: text,
    rotatedAt: integer,
    confirmedAt: integerOrNull,
    previous: { type: [spentTokenSchema], required: true },
    lateCount: integer,
    lateSince: integer,
    openedBy: { ...text, enum: ["browser", "client"] },
    methods: { type: [methodSchema], default: undefined },
    createdAt: integer,
    lastSeenAt: integer,
    idleExpiresAt: integer,
    expiresAt: integer,
    revokedAt: integerOrNull,
    revokeReason: { ...textOrNull, enum: ["logout", "replaced", "revoked", "reuse", "fork", null] },
    // A reason that the release before does not know: see stores/adapterRules.ts.
    revokeCause: { ...textOrNull, enum: ["guessing", null] },
    rememberMe: flag,
    userAgent: textOrNull,
    ip: textOrNull,
  });

  schema.index({ userId: 1, createdAt: -1, _id: -1 });
  schema.index({ userId: 1, _id: -1 });
  schema.index({ idleExpiresAt: 1 });

  return schema;
});
