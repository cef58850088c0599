export { createSqliteStore, type SqliteStoreOptions } from "./createSqliteStore.js";
