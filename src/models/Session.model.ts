import { type Connection, type Model, Schema } from "mongoose";
import type { StoredReason } from "../stores/adapterRules.js";
import type { RevokeReason, Session, SpentToken } from "../stores/Store.js";
import { flag, integer, integerOrNull, recordOptions, text, textOrNull } from "./fields.js";

/** A session as it is stored. */
export type StoredSession = Omit<Session, "revokeReason"> & StoredReason<RevokeReason>;

const spentTokenSchema = new Schema<SpentToken>(
  {
    generation: integer,
    keyId: text,
    tokenHash: text,
    salt: text,
    supersededAt: integer,
    successorConfirmedAt: integerOrNull,
    retryKey: textOrNull,
    network: textOrNull,
  },
  { ...recordOptions, _id: false },
);

const sessionSchema = new Schema<StoredSession>(
  {
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
    createdAt: integer,
    lastSeenAt: integer,
    idleExpiresAt: integer,
    expiresAt: integer,
    revokedAt: integerOrNull,
    revokeReason: { ...textOrNull, enum: ["logout", "replaced", "revoked", "reuse", "fork", null] },
    // What the release before knows no word for: see utils/revokeReasonForm.ts.
    revokeCause: { ...textOrNull, enum: ["guessing", null] },
    rememberMe: flag,
    userAgent: textOrNull,
    ip: textOrNull,
  },
  recordOptions,
);

sessionSchema.index({ userId: 1, createdAt: -1, _id: -1 });
sessionSchema.index({ userId: 1, _id: -1 });
sessionSchema.index({ idleExpiresAt: 1 });

/** The model of sessions on one connection. `prefix` stands before the name of the collection. */
export function createSessionModel(connection: Connection, prefix: string): Model<StoredSession> {
  return connection.model<StoredSession>("Session", sessionSchema, `${prefix}sessions`);
}
