import { DAY } from "../utils/duration.js";
import type { ArchiveRecords, Kind } from "./Archive.js";
import { fromStoredMethods, fromStoredUser, toStoredReason, toStoredUser } from "./adapterRules.js";
import { copyNested, type Field, recordFields } from "./recordFields.js";
import type { Session, User } from "./records.js";

export type Row = Readonly<Record<string, string | number | null>>;

/** How a kind of record is stored in the table of the same name: lists and objects are JSON, flags 0 or 1. */
export interface TableFormat<Item> {
  readonly key: "_id" | "hash" | "key";
  readonly columns: readonly string[];
  toRow(item: Item): Row;
  /**
   * The record whose columns are in a list, beginning at `from`. The driver takes more than twice as long to make objects of a
   * row.
   */
  fromValues(values: readonly unknown[], from?: number): Item;
}

const plainUsers = formatOf("users", "_id");

const users: TableFormat<User> = {
  ...plainUsers,
  toRow: (user) => plainUsers.toRow(toStoredUser(user)),
  fromValues: (values, from) => fromStoredUser(plainUsers.fromValues(values, from)),
};

const plainSessions = formatOf("sessions", "_id");

const METHODS_AT = plainSessions.columns.indexOf("methods");

const sessions: TableFormat<Session> = {
  key: "_id",
  columns: [...plainSessions.columns, "revokeCause", "expiryDay"],
  toRow: (session) => ({
    ...plainSessions.toRow(session),
    ...toStoredReason(session.revokeReason),
    expiryDay: dayOf(session.idleExpiresAt),
  }),
  fromValues(values, from = 0) {
    const plain = plainSessions.fromValues(values, from);
    const stored = values[from + METHODS_AT] === null ? null : plain.methods;
    const session = { ...plain, methods: fromStoredMethods(stored, plain.createdAt) };
    const revokeCause = values[from + plainSessions.columns.length] as Session["revokeReason"];
    return revokeCause === null ? session : { ...session, revokeReason: revokeCause };
  },
};

export const tableFormats: { readonly [K in Kind]: TableFormat<ArchiveRecords[K]> } = {
  users,
  sessions,
  auditEvents: formatOf("auditEvents", "_id"),
  jobs: formatOf("jobs", "_id"),
  oneTimeTokens: formatOf("oneTimeTokens", "hash"),
  rateLimits: formatOf("rateLimits", "key"),
  signingKeys: formatOf("signingKeys", "_id"),
  secondFactors: formatOf("secondFactors", "_id"),
  passkeys: formatOf("passkeys", "_id"),
  identities: formatOf("identities", "_id"),
  emailCodes: formatOf("emailCodes", "_id"),
};

/** The day, in UTC, on which a session ends, by which it is found afterwards: see the migration `expiryDay`. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

function formatOf<K extends Kind>(kind: K, key: TableFormat<ArchiveRecords[K]>["key"]): TableFormat<ArchiveRecords[K]> {
  const fields = Object.entries<Field>(recordFields[kind]);
  return {
    key,
    columns: fields.map(([name]) => name),
    toRow(item) {
      const row: Record<string, Row[string]> = {};
      for (const [name, field] of fields) row[name] = toColumn(field, Reflect.get(item, name)) as Row[string];
      return row;
    },
    fromValues(values, from = 0) {
      const item: Record<string, unknown> = {};
      fields.forEach(([name, field], index) => {
        item[name] = fromColumn(field, values[from + index]);
      });
      // STRICT tables guarantee the types, and the statement names the columns.
      return item as unknown as ArchiveRecords[K];
    },
  };
}

function toColumn(field: Field, value: unknown): unknown {
  if (field === "value") return value;
  if (field === "flag") return Number(value);
  return value === null ? null : JSON.stringify(value);
}

function fromColumn(field: Field, value: unknown): unknown {
  if (field === "value") return value;
  // SQLite has no booleans.
  if (field === "flag") return value === 1 || value === true;
  // Most lists are empty, and those need no parser.
  const parsed = value === "[]" ? [] : JSON.parse(String(value));
  return typeof field === "object" ? copyNested(field, parsed) : parsed;
}
