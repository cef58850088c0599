export { backUpSqlite } from "./backUpSqlite.js";
export { createSqliteArchive } from "./createSqliteArchive.js";
export { createSqliteMigrator, sqliteFileExists } from "./createSqliteMigrator.js";
export { createSqliteStore, type SqliteStoreOptions } from "./createSqliteStore.js";
