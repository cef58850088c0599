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
  users: { key: "_id", columns: USER_COLUMNS, toRow: toUserRow, fromRow: repaired("roles", fromUserRow) },
  sessions: {
    key: "_id",
    columns: SESSION_COLUMNS,
    toRow: toSessionRow,
    fromRow: repaired("previous", fromSessionRow),
  },
  auditEvents: { key: "_id", columns: AUDIT_COLUMNS, toRow: toAuditRow, fromRow: repaired("detail", fromAuditRow) },
  jobs: { key: "_id", columns: JOB_COLUMNS, toRow: toJobRow, fromRow: repaired("payload", fromJobRow) },
  oneTimeTokens: { key: "hash", columns: ONE_TIME_TOKEN_COLUMNS, toRow: copy, fromRow: copy },
  rateLimits: { key: "key", columns: ["key", "points", "expiresAt"], toRow: copy, fromRow: copy },
  signingKeys: { key: "_id", columns: SIGNING_KEY_COLUMNS, toRow: copy, fromRow: copy },
};

/** `json` is the column that holds what applications or clients have sent, as JSON. */
function repaired<Row extends object, Item>(json: keyof Row, fromRow: (row: Row) => Item): (row: Row) => Item {
  return (row) => fromRow({ ...row, [json]: wellFormed(String(row[json])) });
}

function copy<Item extends object>(item: Item): Item {
  return { ...item };
}

/** JSON can hold half a surrogate pair, as an escape. Every other database stores UTF-8, which cannot, and has U+FFFD there. */
function wellFormed(json: string): string {
  if (!json.includes("\\ud")) return json;
  return JSON.stringify(JSON.parse(json, (_, value) => (typeof value === "string" ? value.toWellFormed() : value)));
}
