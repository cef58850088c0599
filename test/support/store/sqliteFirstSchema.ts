import Database from "better-sqlite3";
import type { User } from "../../../src/stores/Store.js";
import { migrations } from "../../../src/stores/sqlite/migrations/index.js";
import { anAuditEvent, aOneTimeToken, aSession, aUser } from "../records.js";

type Table = "users" | "sessions" | "oneTimeTokens" | "auditEvents";

/** Makes a database file as migration 1 alone left it, with one record in each table. */
export function makeFirstSchema(path: string, records: Readonly<Record<Table, object>>): void {
  const database = new Database(path);
  const [first] = migrations;
  if (first === undefined) throw new Error("There is a first migration.");
  database.exec(`
    CREATE TABLE migrations (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      appliedAt INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
    ) STRICT;
    INSERT INTO migrations (version, name) VALUES (${first.version}, '${first.name}');
    ${first.sql}`);
  for (const [table, record] of Object.entries(records)) insert(database, table, record);
  database.close();
}

/** The same with a record of each kind; answers the user. */
export function makeOldDatabase(path: string): User {
  const user = aUser();
  const records = {
    sessions: aSession({ userId: user._id }),
    oneTimeTokens: aOneTimeToken(),
    auditEvents: anAuditEvent(),
  };
  makeFirstSchema(path, { users: user, ...records });
  return user;
}

/** Inserts what of the record the table has a column for. */
function insert(database: Database.Database, table: string, record: object): void {
  const columns = database.pragma(`table_info(${table})`) as ReadonlyArray<{ name: string }>;
  const values = columns.map(({ name }) => stored(Reflect.get(record, name)));
  const places = columns.map(() => "?");
  database.prepare(`INSERT INTO ${table} VALUES (${places.join(", ")})`).run(values);
}

function stored(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
