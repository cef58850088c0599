export { createMongoMigrator } from "./createMongoMigrator.js";
export { createMongoStore } from "./createMongoStore.js";
