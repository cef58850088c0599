import { type Clock, systemClock } from "../../utils/clock.js";
import type { DatabaseAdapter } from "../DatabaseAdapter.js";
import { backUpSqlite } from "./backUpSqlite.js";
import { SqliteArchive } from "./SqliteArchive.js";
import { SqliteMigrator, sqliteFileExists } from "./SqliteMigrator.js";
import { SqliteStore, type SqliteStoreOptions } from "./SqliteStore.js";

export { backUpSqlite } from "./backUpSqlite.js";
export { SqliteArchive } from "./SqliteArchive.js";
export type { SqliteStoreOptions } from "./SqliteStore.js";

/** `sqlite:./data/latchkey.db` */
export const sqlite: DatabaseAdapter = {
  system: "sqlite",
  createStore: ({ databaseUrl, databasePrefix: prefix }) => createSqliteStore({ path: pathOf(databaseUrl), prefix }),
  createMigrator: async ({ databaseUrl, databasePrefix: prefix }) =>
    createSqliteMigrator({ path: pathOf(databaseUrl), prefix, clock: systemClock }),
  openArchive: ({ databaseUrl, databasePrefix: prefix }) => SqliteArchive.open({ path: pathOf(databaseUrl), prefix }),
  exists: ({ databaseUrl }) => sqliteFileExists(pathOf(databaseUrl)),
  backupOf:
    ({ databaseUrl, databasePrefix: prefix }) =>
    (target, onCopied) =>
      backUpSqlite({ path: pathOf(databaseUrl), prefix, target }, onCopied),
};

export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  return new SqliteStore(options);
}

export function createSqliteMigrator(options: { path: string; prefix?: string; clock: Clock }): SqliteMigrator {
  return new SqliteMigrator(options);
}

function pathOf(databaseUrl: string): string {
  return databaseUrl.slice("sqlite:".length);
}
