import type { ArchiveRecords, Kind } from "../Archive.js";
import { AUDIT_COLUMNS, fromAuditRow, toAuditRow } from "./SqliteAuditEvents.js";
import { fromJobRow, JOB_COLUMNS, toJobRow } from "./SqliteJobQueue.js";
import { ONE_TIME_TOKEN_COLUMNS } from "./SqliteOneTimeTokens.js";
import { fromSessionRow, SESSION_COLUMNS, toSessionRow } from "./SqliteSessions.js";
import { SIGNING_KEY_COLUMNS } from "./SqliteSigningKeys.js";
import { fromUserRow, toUserRow, USER_COLUMNS } from "./SqliteUsers.js";

/** How a kind of record is stored in the table of the same name. */
interface RecordCodec<Item> {
  readonly key: "_id" | "hash" | "key";
  readonly columns: readonly string[];
  toRow(item: Item): object;
  /** The row comes from the table. */
  fromRow(row: never): Item;
}

export const recordCodecs: { readonly [K in Kind]: RecordCodec<ArchiveRecords[K]> } = {
  users: codec("_id", USER_COLUMNS, toUserRow, fromUserRow, "roles"),
  sessions: codec("_id", SESSION_COLUMNS, toSessionRow, fromSessionRow, "previous"),
  auditEvents: codec("_id", AUDIT_COLUMNS, toAuditRow, fromAuditRow, "detail"),
  jobs: codec("_id", JOB_COLUMNS, toJobRow, fromJobRow, "payload"),
  oneTimeTokens: { key: "hash", columns: ONE_TIME_TOKEN_COLUMNS, toRow: copy, fromRow: copy },
  rateLimits: { key: "key", columns: ["key", "points", "expiresAt"], toRow: copy, fromRow: copy },
  signingKeys: { key: "_id", columns: SIGNING_KEY_COLUMNS, toRow: copy, fromRow: copy },
};

/** `json` is the column that holds what applications or clients have sent, as JSON. */
function codec<Item, Row extends object>(
  key: "_id",
  columns: readonly string[],
  toRow: (item: Item) => Row,
  fromRow: (row: Row) => Item,
  json: keyof Row,
): RecordCodec<Item> {
  return { key, columns, toRow, fromRow: (row: Row) => fromRow({ ...row, [json]: wellFormed(String(row[json])) }) };
}

function copy<Item extends object>(item: Item): Item {
  return { ...item };
}

/** JSON can hold half a surrogate pair, as an escape. Every other database stores UTF-8, which cannot, and has U+FFFD there. */
function wellFormed(json: string): string {
  if (!json.includes("\\ud")) return json;
  return JSON.stringify(JSON.parse(json, (_, value) => (typeof value === "string" ? value.toWellFormed() : value)));
}
