import { type Clock, systemClock } from "../../utils/clock.js";
import type { DatabaseAdapter, DatabasePlace } from "../DatabaseAdapter.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { backUpSqlite } from "./backUpSqlite.js";
import { MEMORY_PATH } from "./databaseFile.js";
import { SqliteArchive } from "./SqliteArchive.js";
import { SqliteMigrator, sqliteFileExists } from "./SqliteMigrator.js";
import { SqliteStore, type SqliteStoreOptions } from "./SqliteStore.js";

export { backUpSqlite } from "./backUpSqlite.js";
export { SqliteArchive } from "./SqliteArchive.js";
export type { SqliteStoreOptions } from "./SqliteStore.js";

/** `sqlite:./data/latchkey.db` */
export const sqlite: DatabaseAdapter = {
  system: "sqlite",
  createStore: (place) => createSqliteStore(fileOf(place)),
  createMigrator: async (place) => createSqliteMigrator({ ...fileOf(place), clock: systemClock }),
  openArchive: (place) => SqliteArchive.open(fileOf(place)),
  exists: ({ databaseUrl }) => sqliteFileExists(pathOf(databaseUrl)),
  backupOf: (place) => (target, onCopied) => backUpSqlite({ ...fileOf(place), target }, onCopied),
};

const ONE_PROCESS = "A database in memory belongs to the process that made it: set DATABASE_URL to a file or a server.";

/** `memory:`: no other process can open it. */
export const memory: DatabaseAdapter = {
  system: "sqlite",
  createStore: ({ databasePrefix }) => createSqliteStore({ path: MEMORY_PATH, prefix: databasePrefix }),
  createMigrator: () => Promise.reject(new StoreUnavailableError(ONE_PROCESS)),
  openArchive: () => Promise.reject(new StoreUnavailableError(ONE_PROCESS)),
  exists: () => false,
  backupOf: () => null,
};

export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  return new SqliteStore(options);
}

export function createSqliteMigrator(options: { path: string; prefix?: string; clock: Clock }): SqliteMigrator {
  return new SqliteMigrator(options);
}

function fileOf({ databaseUrl, databasePrefix }: DatabasePlace): { path: string; prefix: string } {
  return { path: pathOf(databaseUrl), prefix: databasePrefix };
}

function pathOf(databaseUrl: string): string {
  return databaseUrl.slice("sqlite:".length);
}
