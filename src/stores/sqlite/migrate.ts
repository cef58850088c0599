import type Database from "better-sqlite3";
import { migrations } from "./migrations/index.js";

const CREATE_MIGRATIONS = `
  CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    appliedAt INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
  ) STRICT`;

/**
 * Brings the schema up to date. One IMMEDIATE transaction: of processes that start at once one migrates, the others find
 * the work done, and a crash in between leaves the old schema.
 */
export function migrate(database: Database.Database): void {
  const run = database.transaction(() => {
    database.exec(CREATE_MIGRATIONS);
    const current = currentVersion(database);
    const known = migrations.at(-1)?.version ?? 0;
    if (current > known) {
      throw new Error(
        `The SQLite database has schema version ${current}, this program knows ${known} at most. Start the newer program.`,
      );
    }
    for (const { version, name, sql } of migrations.filter((migration) => migration.version > current)) {
      database.exec(sql);
      database.prepare("INSERT INTO migrations (version, name) VALUES (?, ?)").run(version, name);
    }
  });
  run.immediate();
}

function currentVersion(database: Database.Database): number {
  const row = database.prepare<[], { version: number }>("SELECT max(version) AS version FROM migrations").get();
  return row?.version ?? 0;
}
