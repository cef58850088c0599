import { type Clock, systemClock } from "../../utils/clock.js";
import type { Archive } from "../Archive.js";
import type { DatabaseAdapter } from "../DatabaseAdapter.js";
import type { ForeignCollection } from "../ForeignCollection.js";
import type { Migrator } from "../Migrator.js";
import { MongoStore, type MongoStoreOptions } from "./MongoStore.js";

export { mongoDriverVersion, oldDriverProblem, warnOfOldDriver } from "./mongoDriver.js";

/** `mongodb://host/name` or `mongodb+srv://host/name` */
export const mongodb: DatabaseAdapter = {
  system: "mongodb",
  createStore: ({ databaseUrl: url, databasePrefix: prefix, connection }) =>
    createMongoStore({ url, prefix, connection: connection as MongoStoreOptions["connection"] }),
  createMigrator: ({ databaseUrl: url, databasePrefix: prefix }) =>
    createMongoMigrator({ url, prefix, clock: systemClock }),
  openArchive: ({ databaseUrl: url, databasePrefix: prefix }) => openMongoArchive({ url, prefix }),
  exists: () => true,
  backupOf: () => null,
};

// Mongoose is a third of the time and a fifth of the memory of a start, which a server on SQLite need not spend. So nothing
// that imports Mongoose is loaded before it is needed.

export function createMongoStore(options: MongoStoreOptions): MongoStore {
  return new MongoStore(options);
}

export async function createMongoMigrator(options: { url: string; prefix?: string; clock: Clock }): Promise<Migrator> {
  const { MongoMigrator } = await import("./MongoMigrator.js");
  return new MongoMigrator(options);
}

async function openMongoArchive(options: { url: string; prefix?: string }): Promise<Archive> {
  const { MongoArchive } = await import("./MongoArchive.js");
  return MongoArchive.open(options);
}

/** Opens a collection of an application, to read it. Rejects with StoreUnavailableError. */
export async function openForeignCollection(options: { url: string; collection: string }): Promise<ForeignCollection> {
  const { MongoForeignCollection } = await import("./MongoForeignCollection.js");
  return MongoForeignCollection.open(options);
}
