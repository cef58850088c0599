export { createMongoStore } from "./createMongoStore.js";
export { loadMongoMigrator } from "./loadMongoMigrator.js";
