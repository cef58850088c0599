import type Database from "better-sqlite3";
import { ForeignDatabaseError, otherPrefix } from "../StoreUnavailableError.js";
import { migrations } from "./migrations/index.js";

/** Puts the prefix of one Latchkey before the names of its tables, indexes and triggers in a text of SQL. */
export type Naming = (sql: string) => string;

const CREATED = /\bCREATE (?<kind>TABLE|TRIGGER|(?:UNIQUE )?INDEX) (?<name>\w+)/g;
const created = migrations.flatMap(({ sql }) => [...sql.matchAll(CREATED)].map(({ groups = {} }) => groups));

/** The tables of the schema. A copy may add one of its own: see migrationMarker.ts. */
export const tableNames: readonly string[] = ["migrations", ...namesOf(created.filter(({ kind }) => kind === "TABLE"))];
/** The tables, the indexes and the triggers of the schema. */
export const schemaNames: readonly string[] = ["migrations", ...namesOf(created)];

// No column, parameter or literal of ours has the name of a table or an index, which a test asserts.
const OWN_NAMES: ReadonlySet<string> = new Set([...schemaNames, "copyMarks"]);

function namesOf(found: readonly Readonly<Record<string, string>>[]): string[] {
  return [...new Set(found.map(({ name = "" }) => name))];
}

/**
 * Puts a prefix before the names of the tables, so that several Latchkeys, or the tables of an application, can share a file. A released migration is never edited, so every text has plain names and gets the prefix once, when it is compiled.
 */
export function namingWith(prefix: string): Naming {
  if (prefix === "") return (sql) => sql;
  return (sql) => sql.replaceAll(/\w+/g, (word) => (OWN_NAMES.has(word) ? prefix + word : word));
}

/** Whether there is a table with a whole name. SQLite compares names without regard to case. */
export function hasTable(database: Database.Database, name: string): boolean {
  const found = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";
  return database.prepare<[string]>(found).get(name) !== undefined;
}

// SQLite compares names without regard to case.
const FOUND =
  "SELECT name FROM sqlite_schema WHERE lower(name) IN (SELECT lower(value) FROM json_each(?)) ORDER BY name";
const OUR_COLUMNS = "SELECT count(*) FROM pragma_table_info(?) WHERE name IN ('version', 'name', 'appliedAt')";

/**
 * Throws ForeignDatabaseError when tables with our names are not Latchkey's: accounts would be read and written in an application's
 * tables. Ours were all created in one transaction with the table of migrations, so that table shows whose they are.
 */
export function assertOwnTables(database: Database.Database, prefix: string, named: Naming): void {
  const names = JSON.stringify(schemaNames.map(named));
  const [foreign, ...others] = database.prepare<[string], string>(FOUND).pluck().all(names);
  if (foreign === undefined) return;
  const list = [foreign, ...others].find((name) => name.toLowerCase() === named("migrations").toLowerCase());
  if (list !== undefined && isOurList(database, list)) return;
  throw new ForeignDatabaseError(`The SQLite file has a table "${foreign}" that is`, {
    setting: otherPrefix(prefix),
    source: "<file>",
  });
}

function isOurList(database: Database.Database, name: string): boolean {
  return database.prepare<[string], number>(OUR_COLUMNS).pluck().get(name) === 3;
}
