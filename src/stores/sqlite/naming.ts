import type Database from "better-sqlite3";
import { migrations } from "./migrations/index.js";

/** Puts the prefix of one Latchkey before the names of its tables and indexes in a text of SQL. */
export type Naming = (sql: string) => string;

const CREATED = /\bCREATE (?<kind>TABLE|(?:UNIQUE )?INDEX) (?<name>\w+)/g;
const created = migrations.flatMap(({ sql }) => [...sql.matchAll(CREATED)].map(({ groups = {} }) => groups));

/** The tables of the schema. A copy may add one of its own: see copyMark.ts. */
export const tableNames: readonly string[] = ["migrations", ...namesOf(created.filter(({ kind }) => kind === "TABLE"))];
/** The tables and the indexes of the schema. */
export const schemaNames: readonly string[] = ["migrations", ...namesOf(created)];

// No column, parameter or literal of ours has the name of a table or an index, which a test asserts.
const OWN_NAMES: ReadonlySet<string> = new Set([...schemaNames, "copyMarks"]);

function namesOf(found: readonly Readonly<Record<string, string>>[]): string[] {
  return [...new Set(found.map(({ name = "" }) => name))];
}

/**
 * How the tables of a Latchkey are named under its prefix, so that several of them, or an application's own tables, share a
 * file. A released migration is never edited, so every text has plain names, and gets the prefix once, when it is compiled.
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
