import { type Clock, systemClock } from "../../utils/clock.js";
import type { Archive } from "../Archive.js";
import type { DatabaseAdapter, DatabasePlace } from "../DatabaseAdapter.js";
import { DEFAULT_SCHEMA } from "../databaseName.js";
import type { Migrator } from "../Migrator.js";
import { PostgresStore, type PostgresStoreOptions } from "./PostgresStore.js";

/** `postgres://host/name` or `postgresql://host/name` */
export const postgres: DatabaseAdapter = {
  system: "postgresql",
  createStore: (place) =>
    createPostgresStore({
      ...tablesOf(place),
      connection: place.connection as PostgresStoreOptions["connection"],
      ...(place.databasePool !== undefined && { pool: place.databasePool }),
      prepare: place.databasePrepare !== "off",
    }),
  createMigrator: (place) => createPostgresMigrator({ ...tablesOf(place), clock: systemClock }),
  openArchive: (place) => openPostgresArchive(tablesOf(place)),
  exists: () => true,
  backupOf: () => null,
};

interface Tables {
  readonly url: string;
  readonly schema: string;
  readonly prefix: string;
}

function tablesOf({
  databaseUrl: url,
  databaseSchema: schema = DEFAULT_SCHEMA,
  databasePrefix: prefix,
}: DatabasePlace): Tables {
  return { url, schema, prefix };
}

// The driver is loaded when a database is opened: a server on SQLite need not spend its time and memory.

export function createPostgresStore(options: PostgresStoreOptions): PostgresStore {
  return new PostgresStore(options);
}

export async function createPostgresMigrator(options: Tables & { clock: Clock }): Promise<Migrator> {
  const { PostgresMigrator } = await import("./PostgresMigrator.js");
  return new PostgresMigrator(options);
}

export async function openPostgresArchive(options: Tables): Promise<Archive> {
  const { PostgresArchive } = await import("./PostgresArchive.js");
  return PostgresArchive.open(options);
}

/** How many standbys follow a primary that waits for none of them. Rejects with StoreUnavailableError. */
export async function countAsynchronousStandbys(url: string): Promise<number> {
  const standbys = await import("./standbys.js");
  return standbys.countAsynchronousStandbys(url);
}
