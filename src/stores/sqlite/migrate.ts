import type Database from "better-sqlite3";
import type { MissingStep, SchemaState } from "../Migrator.js";
import { migrations } from "./migrations/index.js";
import type { Migration } from "./migrations/Migration.js";
import { hasTable, type Naming } from "./tableNames.js";

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
 * the work done, and a crash in between leaves the old schema. A file that a newer program has migrated is left unchanged.
 * `onApplied` gets each name after its statements ran; they are committed only when this returns.
 */
export function migrate(
  database: Database.Database,
  named: Naming,
  onApplied: (name: string) => void = () => undefined,
): void {
  const run = database.transaction(() => {
    database.exec(named(CREATE_MIGRATIONS));
    const current = currentVersion(database, named);
    assertSchemaCompatible(database, named, current);
    for (const migration of migrations.filter(({ version }) => version > current)) {
      applyOne(database, named, migration);
      onApplied(nameOf(migration));
    }
  });
  run.immediate();
}

function applyOne(database: Database.Database, named: Naming, migration: Migration): void {
  const { version, name, sql } = migration;
  database.exec(named(sql));
  database.prepare(named("INSERT INTO migrations (version, name) VALUES (?, ?)")).run(version, name);
  // The column has its default until then: the first migrations ran before it existed.
  if (migration.kind !== "expand") {
    database.prepare(named("UPDATE migrations SET needs = ? WHERE version = ?")).run(migration.needs, version);
  }
}

function currentVersion(database: Database.Database, named: Naming): number {
  return database.prepare<[], number | null>(named("SELECT max(version) FROM migrations")).pluck().get() ?? 0;
}

/** Throws when a newer program has changed the file so that this one must not work on it. */
function assertSchemaCompatible(database: Database.Database, named: Naming, current: number): void {
  // No migration that this program knows forbids it. A newer file has the column `needs`, which came before.
  if (current <= KNOWN) return;
  const needed = database.prepare<[], number>(named("SELECT max(needs) FROM migrations")).pluck().get() ?? 0;
  if (needed <= KNOWN) return;
  throw new Error(
    `The SQLite database has schema version ${current} and needs a program that knows version ${needed}; this one knows ${KNOWN} at most. Start the newer program.`,
  );
}

/** As commands show it: `0001_initialSchema`. */
function nameOf({ version, name }: Applied): string {
  return `${String(version).padStart(4, "0")}_${name}`;
}

/**
 * Which migrations a file has, those of a newer program among them, and which it lacks; `null` means a file that does
 * not exist. Throws when this program must not work on it.
 */
export function schemaStateOf(database: Database.Database | null, named: Naming): SchemaState {
  const applied = database === null || !hasMigrations(database, named) ? [] : appliedTo(database, named);
  const current = applied.at(-1)?.version ?? 0;
  if (database !== null) assertSchemaCompatible(database, named, current);
  return {
    applied: applied.map(nameOf),
    unknown: applied.filter(({ version }) => version > KNOWN).map(nameOf),
    missing: migrations.filter(({ version }) => version > current).map((migration) => missingStep(migration, current)),
  };
}

/** Servers that run now know the version that the file has; on one without any, none runs. */
function missingStep(migration: Migration, current: number): MissingStep {
  const olderMayRun = migration.kind === "expand" || migration.needs <= current || current === 0;
  return { name: nameOf(migration), olderMayRun };
}

function appliedTo(database: Database.Database, named: Naming): Applied[] {
  return database.prepare<[], Applied>(named("SELECT version, name FROM migrations ORDER BY version")).all();
}

function hasMigrations(database: Database.Database, named: Naming): boolean {
  return hasTable(database, named("migrations"));
}
