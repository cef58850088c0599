import type Database from "better-sqlite3";
import type { SchemaState } from "../Migrator.js";
import { migrations } from "./migrations/index.js";

const CREATE_MIGRATIONS = `
  CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    appliedAt INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
  ) STRICT`;

/**
 * Brings the schema up to date. One IMMEDIATE transaction: of processes that start at once one migrates, the others find
 * the work done, and a crash in between leaves the old schema. `onApplied` hears each name after its statements ran; only
 * the return says that they are there to stay.
 */
export function migrate(database: Database.Database, onApplied: (name: string) => void = () => undefined): void {
  const run = database.transaction(() => {
    database.exec(CREATE_MIGRATIONS);
    const current = currentVersion(database);
    assertKnown(current);
    for (const { version, name, sql } of migrations.filter((migration) => migration.version > current)) {
      database.exec(sql);
      database.prepare("INSERT INTO migrations (version, name) VALUES (?, ?)").run(version, name);
      onApplied(nameOf({ version, name }));
    }
  });
  run.immediate();
}

function currentVersion(database: Database.Database): number {
  const row = database.prepare<[], { version: number }>("SELECT max(version) AS version FROM migrations").get();
  return row?.version ?? 0;
}

function assertKnown(version: number): void {
  const known = migrations.at(-1)?.version ?? 0;
  if (version <= known) return;
  throw new Error(
    `The SQLite database has schema version ${version}, this program knows ${known} at most. Start the newer program.`,
  );
}

/** As its file is named. */
function nameOf({ version, name }: { version: number; name: string }): string {
  return `${String(version).padStart(4, "0")}_${name}`;
}

/** Which migrations a file has and lacks; `null` stands for a file that does not exist. Throws when it is a newer one's. */
export function schemaStateOf(database: Database.Database | null): SchemaState {
  const current = database === null || !hasMigrations(database) ? 0 : currentVersion(database);
  assertKnown(current);
  return {
    applied: migrations.filter(({ version }) => version <= current).map(nameOf),
    missing: migrations.filter(({ version }) => version > current).map(nameOf),
  };
}

function hasMigrations(database: Database.Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get() !== undefined;
}
