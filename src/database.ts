import type { Archive } from "./stores/Archive.js";
import type { Migrator } from "./stores/Migrator.js";
import { createMongoStore, loadMongoArchive, loadMongoMigrator } from "./stores/mongo/index.js";
import type { Store } from "./stores/Store.js";
import {
  backUpSqlite,
  createSqliteArchive,
  createSqliteMigrator,
  createSqliteStore,
  sqliteFileExists,
} from "./stores/sqlite/index.js";
import { systemClock } from "./utils/clock.js";

/** The only file that picks a database. */
export {
  loadForeignCollection as openForeignCollection,
  mongoDriverVersion,
  oldDriverProblem,
  warnOfOldDriver,
} from "./stores/mongo/index.js";

/** The file that the URL of a database names, or `null` when it names a server. */
function sqlitePath(databaseUrl: string): string | null {
  return /^sqlite:(?<path>.+)$/.exec(databaseUrl)?.groups?.["path"] ?? null;
}

/** Where one Latchkey keeps its records: a database, and the prefix of its tables or collections in there. */
export interface DatabasePlace {
  readonly databaseUrl: string;
  readonly databasePrefix: string;
}

/** What kind of database the URL names. */
export function databaseSystem({ databaseUrl }: Pick<DatabasePlace, "databaseUrl">): "mongodb" | "sqlite" {
  return sqlitePath(databaseUrl) === null ? "mongodb" : "sqlite";
}

/** Opens nothing yet. */
export function createStore({ databaseUrl: url, databasePrefix: prefix }: DatabasePlace): Store {
  const path = sqlitePath(url);
  return path === null ? createMongoStore({ url, prefix }) : createSqliteStore({ path, prefix });
}

/** What brings the database up to date, or says what it lacks, without serving. */
export async function createMigrator({ databaseUrl: url, databasePrefix: prefix }: DatabasePlace): Promise<Migrator> {
  const path = sqlitePath(url);
  const clock = systemClock;
  return path === null ? loadMongoMigrator({ url, prefix, clock }) : createSqliteMigrator({ path, prefix, clock });
}

/** What moves the records of a whole database in and out, without serving. */
export async function createArchive({ databaseUrl: url, databasePrefix: prefix }: DatabasePlace): Promise<Archive> {
  const path = sqlitePath(url);
  return path === null ? loadMongoArchive({ url, prefix }) : createSqliteArchive({ path, prefix });
}

/** Whether there is a database to work on. A server makes one when it is first written to, so there it always is. */
export function databaseExists({ databaseUrl }: Pick<DatabasePlace, "databaseUrl">): boolean {
  const path = sqlitePath(databaseUrl);
  return path === null || sqliteFileExists(path);
}

/** Copies the database into a file while servers use it, or `null` where the database has a program of its own for that. */
export function backupOf({ databaseUrl, databasePrefix: prefix }: DatabasePlace) {
  const path = sqlitePath(databaseUrl);
  return path === null
    ? null
    : (target: string, onCopied: (done: number, total: number) => void) =>
        backUpSqlite({ path, prefix, target }, onCopied);
}
