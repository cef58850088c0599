export { createMongoStore } from "./createMongoStore.js";
export { loadMongoArchive } from "./loadMongoArchive.js";
export { loadMongoMigrator } from "./loadMongoMigrator.js";
