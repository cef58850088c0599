import { join } from "node:path";
import { inject, onTestFinished } from "vitest";
import type { Archive } from "../../../src/stores/Archive.js";
import { MongoArchive } from "../../../src/stores/mongo/MongoArchive.js";
import { createPostgresStore, openPostgresArchive } from "../../../src/stores/postgres/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { createSqliteStore, SqliteArchive } from "../../../src/stores/sqlite/index.js";
import { dropMongoDatabase, freshMongoUrl, patientMongoStore } from "../store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../store/postgresDatabase.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** A database that a copy can read or write. It is not made yet. */
export interface CopySide {
  /** Its own, except on PostgreSQL, where it has a schema of its own. */
  readonly url: string;
  readonly schema?: string;
  /** Opened, and closed when the test ends. */
  archive(): Promise<Archive>;
  store(): Promise<Store>;
}

interface Kind {
  readonly name: "SQLite" | "MongoDB" | "PostgreSQL";
  readonly isAvailable: boolean;
  side(): CopySide;
}

export const SQLITE: Kind = {
  name: "SQLite",
  isAvailable: true,
  side() {
    const path = join(temporaryFolder(), "latchkey.db");
    return {
      url: `sqlite:${path}`,
      archive: () => opened(SqliteArchive.open({ path })),
      store: () => opened(openStore(createSqliteStore({ path }))),
    };
  },
};

export const MONGODB: Kind = {
  name: "MongoDB",
  isAvailable: inject("mongoUrl") !== null,
  side() {
    const url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
    return {
      url,
      archive: () => opened(MongoArchive.open({ url })),
      store: () => opened(openStore(patientMongoStore(url))),
    };
  },
};

export const POSTGRESQL: Kind = {
  name: "PostgreSQL",
  isAvailable: inject("postgresUrl") !== null,
  side() {
    const place = freshPostgresPlace();
    onTestFinished(() => dropPostgresPlace(place));
    return {
      ...place,
      archive: () => opened(openPostgresArchive({ ...place, prefix: "" })),
      store: () => opened(openStore(createPostgresStore(place))),
    };
  },
};

/** Closed when the test ends. */
async function opened<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
  const one = await opening;
  onTestFinished(() => one.close());
  return one;
}

async function openStore(store: Store): Promise<Store> {
  await store.open();
  return store;
}
