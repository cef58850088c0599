import type { ArchiveRecords, Kind } from "../Archive.js";
import { AUDIT_COLUMNS, type AuditRow, fromAuditRow, toAuditRow } from "./auditRow.js";
import { fromJobRow, JOB_COLUMNS, type JobRow, toJobRow } from "./jobRow.js";
import { ONE_TIME_TOKEN_COLUMNS } from "./oneTimeTokenStore.js";
import { fromSessionRow, SESSION_COLUMNS, type SessionRow, toSessionRow } from "./sessionRow.js";
import { SIGNING_KEY_COLUMNS } from "./signingKeyStore.js";
import { columnList, insertInto } from "./sql.js";
import { fromUserRow, toUserRow, USER_COLUMNS, type UserRow } from "./userRow.js";

/** Where a kind of record lies, and the texts that move it. */
export interface Shelf<Item> {
  readonly count: string;
  readonly firstPage: string;
  readonly nextPage: string;
  readonly put: string;
  readonly remove: string;
  toRow(item: Item): object;
  /** The row is one that the page's text has read. */
  fromRow(row: never): Item;
  keyOf(item: Item): string;
}

/** How each kind of record is moved in and out. */
export const shelves: { readonly [K in Kind]: Shelf<ArchiveRecords[K]> } = {
  users: shelf("users", "_id", USER_COLUMNS, {
    toRow: toUserRow,
    fromRow: (row: UserRow) => fromUserRow(wellFormed(row, "roles")),
  }),
  sessions: shelf("sessions", "_id", SESSION_COLUMNS, {
    toRow: toSessionRow,
    fromRow: (row: SessionRow) => fromSessionRow(wellFormed(row, "previous")),
  }),
  oneTimeTokens: shelf("oneTimeTokens", "hash", ONE_TIME_TOKEN_COLUMNS, asItIs()),
  auditEvents: shelf("auditEvents", "_id", AUDIT_COLUMNS, {
    toRow: toAuditRow,
    fromRow: (row: AuditRow) => fromAuditRow(wellFormed(row, "detail")),
  }),
  jobs: shelf("jobs", "_id", JOB_COLUMNS, {
    toRow: toJobRow,
    fromRow: (row: JobRow) => fromJobRow(wellFormed(row, "payload")),
  }),
  rateLimits: shelf("rateLimits", "key", ["key", "points", "expiresAt"], asItIs()),
  signingKeys: shelf("signingKeys", "_id", SIGNING_KEY_COLUMNS, asItIs()),
};

function shelf<Item, Key extends keyof Item & string>(
  table: string,
  key: Key,
  columns: readonly string[],
  form: Pick<Shelf<Item>, "toRow" | "fromRow">,
): Shelf<Item> {
  const select = `SELECT ${columnList(table, columns)} FROM ${table}`;
  const page = `ORDER BY ${key} LIMIT @limit`;
  return {
    count: `SELECT count(*) AS count FROM ${table}`,
    firstPage: `${select} ${page}`,
    nextPage: `${select} WHERE ${key} > @after ${page}`,
    // Another record with a value that must be unique is removed.
    put: insertInto(table, columns).replace("INSERT", "INSERT OR REPLACE"),
    remove: `DELETE FROM ${table} WHERE ${key} = ?`,
    ...form,
    keyOf: (item) => String(item[key]),
  };
}

function asItIs<Item extends object>(): Pick<Shelf<Item>, "toRow" | "fromRow"> {
  return { toRow: (item) => ({ ...item }), fromRow: (row: Item) => row };
}

const HALF_PAIR = /\\(?:\\|ud[89a-f][0-9a-f]{2})/g;

/**
 * Changes what is JSON in a row. It can hold half a surrogate pair, as an escape; UTF-8, and so every other column and database,
 * cannot, and has U+FFFD in its place.
 */
function wellFormed<Row extends object>(row: Row, ...columns: readonly (keyof Row)[]): Row {
  const changed = columns.filter((column) => String(row[column]).includes("\\ud"));
  if (changed.length === 0) return row;
  const replace = (json: unknown) =>
    String(json).replaceAll(HALF_PAIR, (found) => (found === "\\\\" ? found : "\ufffd"));
  return { ...row, ...Object.fromEntries(changed.map((column) => [column, replace(row[column])])) };
}
