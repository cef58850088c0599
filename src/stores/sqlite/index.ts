import { systemClock } from "../../utils/clock.js";
import type { DatabaseAdapter } from "../DatabaseAdapter.js";
import { backUpSqlite } from "./backUpSqlite.js";
import { createSqliteArchive } from "./createSqliteArchive.js";
import { createSqliteMigrator, sqliteFileExists } from "./createSqliteMigrator.js";
import { createSqliteStore } from "./createSqliteStore.js";

export { backUpSqlite } from "./backUpSqlite.js";
export { createSqliteArchive } from "./createSqliteArchive.js";
export { createSqliteMigrator } from "./createSqliteMigrator.js";
export { createSqliteStore, type SqliteStoreOptions } from "./createSqliteStore.js";

/** `sqlite:./data/latchkey.db` */
export const sqlite: DatabaseAdapter = {
  system: "sqlite",
  createStore: ({ databaseUrl, databasePrefix: prefix }) => createSqliteStore({ path: pathOf(databaseUrl), prefix }),
  createMigrator: async ({ databaseUrl, databasePrefix: prefix }) =>
    createSqliteMigrator({ path: pathOf(databaseUrl), prefix, clock: systemClock }),
  createArchive: async ({ databaseUrl, databasePrefix: prefix }) =>
    createSqliteArchive({ path: pathOf(databaseUrl), prefix }),
  exists: ({ databaseUrl }) => sqliteFileExists(pathOf(databaseUrl)),
  backupOf:
    ({ databaseUrl, databasePrefix: prefix }) =>
    (target, onCopied) =>
      backUpSqlite({ path: pathOf(databaseUrl), prefix, target }, onCopied),
};

function pathOf(databaseUrl: string): string {
  return databaseUrl.slice("sqlite:".length);
}
