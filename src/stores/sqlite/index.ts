export { createSqliteMigrator, sqliteFileExists } from "./createSqliteMigrator.js";
export { createSqliteStore, type SqliteStoreOptions } from "./createSqliteStore.js";
