import type Database from "better-sqlite3";
import type { MissingStep, SchemaState } from "../Migrator.js";
import { migrations } from "./migrations/index.js";
import type { Migration } from "./migrations/Migration.js";

const CREATE_MIGRATIONS = `
  CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    appliedAt INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
  ) STRICT`;

/** The newest version of the schema that this program knows. */
const KNOWN = migrations.at(-1)?.version ?? 0;

interface Applied {
  readonly version: number;
  readonly name: string;
}

/**
 * Brings the schema up to date. One IMMEDIATE transaction: of processes that start at once one migrates, the others find
 * the work done, and a crash in between leaves the old schema. A file that a newer program has migrated is left as it is.
 * `onApplied` hears each name after its statements ran; only the return says that they are there to stay.
 */
export function migrate(database: Database.Database, onApplied: (name: string) => void = () => undefined): void {
  const run = database.transaction(() => {
    database.exec(CREATE_MIGRATIONS);
    const current = currentVersion(database);
    assertWorkable(database, current);
    for (const migration of migrations.filter(({ version }) => version > current)) {
      applyOne(database, migration);
      onApplied(nameOf(migration));
    }
  });
  run.immediate();
}

function applyOne(database: Database.Database, migration: Migration): void {
  const { version, name, sql } = migration;
  database.exec(sql);
  database.prepare("INSERT INTO migrations (version, name) VALUES (?, ?)").run(version, name);
  // The column has its default until then: the first migrations ran before it was there.
  if (migration.kind === "contract") {
    database.prepare("UPDATE migrations SET needs = ? WHERE version = ?").run(migration.needs, version);
  }
}

function currentVersion(database: Database.Database): number {
  return database.prepare<[], number | null>("SELECT max(version) FROM migrations").pluck().get() ?? 0;
}

/** Throws when a newer program has changed the file so that this one must not work on it. */
function assertWorkable(database: Database.Database, current: number): void {
  // What this program knows forbids nothing to it. A newer file has the column, which came before.
  if (current <= KNOWN) return;
  const needed = database.prepare<[], number>("SELECT max(needs) FROM migrations").pluck().get() ?? 0;
  if (needed <= KNOWN) return;
  throw new Error(
    `The SQLite database has schema version ${current} and needs a program that knows version ${needed}; this one knows ${KNOWN} at most. Start the newer program.`,
  );
}

/** As its file is named. */
function nameOf({ version, name }: Applied): string {
  return `${String(version).padStart(4, "0")}_${name}`;
}

/**
 * Which migrations a file has, those of a newer program among them, and which it lacks; `null` stands for a file that does
 * not exist. Throws when this program must not work on it.
 */
export function schemaStateOf(database: Database.Database | null): SchemaState {
  const applied = database === null || !hasMigrations(database) ? [] : appliedTo(database);
  const current = applied.at(-1)?.version ?? 0;
  if (database !== null) assertWorkable(database, current);
  return {
    applied: applied.map(nameOf),
    unknown: applied.filter(({ version }) => version > KNOWN).map(nameOf),
    missing: migrations.filter(({ version }) => version > current).map((migration) => missingStep(migration, current)),
  };
}

/** Servers that run now know the version that the file has. */
function missingStep(migration: Migration, current: number): MissingStep {
  return { name: nameOf(migration), olderMayRun: migration.kind === "expand" || migration.needs <= current };
}

function appliedTo(database: Database.Database): Applied[] {
  return database.prepare<[], Applied>("SELECT version, name FROM migrations ORDER BY version").all();
}

function hasMigrations(database: Database.Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get() !== undefined;
}
