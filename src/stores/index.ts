import type { Archive } from "./Archive.js";
import type { Backup, DatabaseAdapter, DatabasePlace } from "./DatabaseAdapter.js";
import type { Migrator } from "./Migrator.js";
import { mongodb } from "./mongo/index.js";
import { postgres } from "./postgres/index.js";
import type { Store } from "./Store.js";
import { memory, sqlite } from "./sqlite/index.js";

export type { DatabasePlace } from "./DatabaseAdapter.js";
export { mongoDriverVersion, oldDriverProblem, openForeignCollection, warnOfOldDriver } from "./mongo/index.js";
export { countAsynchronousStandbys } from "./postgres/index.js";
export { createReadiness } from "./readiness.js";

/** By the scheme of the URL. The settings refuse every other one. */
const ADAPTERS: Readonly<Record<string, DatabaseAdapter>> = {
  sqlite,
  memory,
  mongodb,
  "mongodb+srv": mongodb,
  postgres,
  postgresql: postgres,
};

type UrlOrConnection = Pick<DatabasePlace, "databaseUrl" | "connection">;

function adapterFor({ databaseUrl, connection }: UrlOrConnection): DatabaseAdapter {
  if (connection !== undefined) return "getClient" in connection ? mongodb : postgres;
  const [scheme = ""] = databaseUrl.split(":", 1);
  const adapter = ADAPTERS[scheme];
  if (adapter === undefined) throw new Error(`There is no store for URLs of ${scheme}.`);
  return adapter;
}

export function databaseSystem(place: UrlOrConnection): DatabaseAdapter["system"] {
  return adapterFor(place).system;
}

// What each of these answers: see DatabaseAdapter.
export function createStore(place: DatabasePlace): Store {
  return adapterFor(place).createStore(place);
}

export function createMigrator(place: DatabasePlace): Promise<Migrator> {
  return adapterFor(place).createMigrator(place);
}

export function openArchive(place: DatabasePlace): Promise<Archive> {
  return adapterFor(place).openArchive(place);
}

export function databaseExists(place: UrlOrConnection): boolean {
  return adapterFor(place).exists(place);
}

export function backupOf(place: DatabasePlace): Backup | null {
  return adapterFor(place).backupOf(place);
}
