import { fromStoredReason, type StoredReason, toStoredReason } from "../adapterRules.js";
import type { RevokeReason, Session, SpentToken } from "../Store.js";
import { parseList } from "./sql.js";

/** A session as it lies in the table: the spent tokens are JSON, the flag is 0 or 1. */
export type SessionRow = Omit<Session, "previous" | "rememberMe" | "revokeReason"> &
  StoredReason<RevokeReason> & {
    readonly previous: string;
    readonly rememberMe: number;
  };

export const SESSION_COLUMNS: readonly (keyof SessionRow)[] = [
  "_id",
  "userId",
  "epoch",
  "version",
  "generation",
  "firstGeneration",
  "keyId",
  "tokenHash",
  "rotatedAt",
  "confirmedAt",
  "previous",
  "lateCount",
  "lateSince",
  "openedBy",
  "createdAt",
  "lastSeenAt",
  "idleExpiresAt",
  "expiresAt",
  "revokedAt",
  "revokeReason",
  "revokeCause",
  "rememberMe",
  "userAgent",
  "ip",
];

export function toSessionRow(session: Session): SessionRow {
  return {
    ...session,
    ...toStoredReason(session.revokeReason),
    previous: JSON.stringify(session.previous),
    rememberMe: session.rememberMe ? 1 : 0,
  };
}

export function fromSessionRow(row: SessionRow): Session {
  const { revokeCause: _, ...session } = row;
  return {
    ...session,
    previous: parseList<SpentToken>(row.previous).map(withNetwork),
    revokeReason: fromStoredReason(row),
    rememberMe: row.rememberMe === 1,
  };
}

/** The release before this one stores spent tokens without their network. */
function withNetwork(spent: SpentToken): SpentToken {
  return { ...spent, network: spent.network ?? null };
}
