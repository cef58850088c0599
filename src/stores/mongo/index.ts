import { systemClock } from "../../utils/clock.js";
import type { DatabaseAdapter } from "../DatabaseAdapter.js";
import { createMongoStore } from "./createMongoStore.js";
import { loadMongoArchive } from "./loadMongoArchive.js";
import { loadMongoMigrator } from "./loadMongoMigrator.js";

export { createMongoStore } from "./createMongoStore.js";
export { loadForeignCollection as openForeignCollection } from "./loadForeignCollection.js";
export { loadMongoMigrator } from "./loadMongoMigrator.js";
export { mongoDriverVersion, oldDriverProblem, warnOfOldDriver } from "./mongoDriver.js";

/** `mongodb://host/name` or `mongodb+srv://host/name` */
export const mongodb: DatabaseAdapter = {
  system: "mongodb",
  createStore: ({ databaseUrl: url, databasePrefix: prefix }) => createMongoStore({ url, prefix }),
  createMigrator: ({ databaseUrl: url, databasePrefix: prefix }) =>
    loadMongoMigrator({ url, prefix, clock: systemClock }),
  createArchive: ({ databaseUrl: url, databasePrefix: prefix }) => loadMongoArchive({ url, prefix }),
  exists: () => true,
  backupOf: () => null,
};
