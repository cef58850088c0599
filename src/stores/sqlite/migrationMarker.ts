import type Database from "better-sqlite3";
import { lockReason, type MigrationMarker } from "../Archive.js";
import { hasTable, type Naming, namingWith, tableNames } from "./tableNames.js";

/** The kind of database in messages. */
export const SQLITE_FILE = "SQLite file";

// No migration creates it: only a file that takes part in a copy has the table.
const CREATE = `
  CREATE TABLE IF NOT EXISTS copyMarks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    copy TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('leaving', 'moved', 'filling', 'arrived')),
    run TEXT NOT NULL,
    peer TEXT NOT NULL
  ) STRICT`;
const READ = "SELECT copy, state, run, peer FROM copyMarks WHERE id = 1";
const WRITE = "REPLACE INTO copyMarks (id, copy, state, run, peer) VALUES (1, @copy, @state, @run, @peer)";
const LOCKS = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND lower(name) GLOB lower(?)";

export function readMarker(database: Database.Database, named: Naming): MigrationMarker | null {
  if (!hasTable(database, named("copyMarks"))) return null;
  return database.prepare<[], MigrationMarker>(named(READ)).get() ?? null;
}

/** Writes the marker, and locks or unlocks the file accordingly. Call it inside a transaction. */
export function writeMarker(database: Database.Database, prefix: string, marker: MigrationMarker): void {
  const named = namingWith(prefix);
  database.exec(named(CREATE));
  database.prepare<[MigrationMarker]>(named(WRITE)).run({ ...marker });
  const locks = database.prepare<[string], { name: string }>(LOCKS).all(`${prefix}moved_*`);
  for (const { name } of locks) database.exec(`DROP TRIGGER ${name}`);
  if (marker.state === "moved") lock(database, prefix, marker);
}

/** Triggers are part of the file: every process that has it open meets them at its next write. */
function lock(database: Database.Database, prefix: string, marker: MigrationMarker): void {
  const reason = lockReason(marker, SQLITE_FILE).replaceAll("'", "''");
  // Only our tables: an application may have others in the file.
  for (const name of tableNames.filter((table) => hasTable(database, prefix + table))) {
    for (const event of ["INSERT", "UPDATE", "DELETE"]) {
      const body = `BEFORE ${event} ON ${prefix}${name} BEGIN SELECT RAISE(ABORT, '${reason}'); END`;
      database.exec(`CREATE TRIGGER ${prefix}moved_${name}_${event} ${body}`);
    }
  }
}
