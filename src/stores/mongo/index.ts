export { createMongoStore } from "./createMongoStore.js";
export { loadForeignCollection } from "./loadForeignCollection.js";
export { loadMongoArchive } from "./loadMongoArchive.js";
export { loadMongoMigrator } from "./loadMongoMigrator.js";
export { mongoDriverVersion, oldDriverProblem, warnOfOldDriver } from "./mongoDriver.js";
