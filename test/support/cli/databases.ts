import { join } from "node:path";
import { describe, inject, onTestFinished } from "vitest";
import { createPostgresStore } from "../../../src/stores/postgres/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { dropMongoDatabase, freshMongoUrl, patientMongoStore } from "../store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../store/postgresDatabase.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** A folder of its own, with the settings of a database that nobody else uses and that is yet to be made. */
export interface EmptyPlace {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

export interface Place extends EmptyPlace {
  /** The same database, migrated, to look at what a command has done. Closed when the test ends. */
  readonly store: Store;
}

interface Kind {
  readonly name: "SQLite" | "MongoDB" | "PostgreSQL";
  readonly isAvailable: boolean;
  emptyPlace(): EmptyPlace;
  place(): Promise<Place>;
  /** The opened store of such settings. It is closed when the test ends. */
  storeAt(place: EmptyPlace): Promise<Store>;
}

const KINDS: readonly Kind[] = [
  { name: "SQLite", isAvailable: true, emptyPlace: emptySqlitePlace, place: sqlitePlace, storeAt },
  {
    name: "MongoDB",
    isAvailable: inject("mongoUrl") !== null,
    emptyPlace: mongoPlace,
    place: () => opened(mongoPlace()),
    storeAt,
  },
  {
    name: "PostgreSQL",
    isAvailable: inject("postgresUrl") !== null,
    emptyPlace: postgresPlace,
    place: () => opened(postgresPlace()),
    storeAt,
  },
];

/** A folder with the default settings, which is SQLite. */
function emptySqlitePlace(): EmptyPlace {
  return { cwd: temporaryFolder(), env: {} };
}

export function sqlitePlace(): Promise<Place> {
  return opened(emptySqlitePlace());
}

function mongoPlace(): EmptyPlace {
  const url = freshMongoUrl();
  onTestFinished(() => dropMongoDatabase(url));
  return { cwd: temporaryFolder(), env: { DATABASE_URL: url } };
}

function postgresPlace(): EmptyPlace {
  const place = freshPostgresPlace();
  onTestFinished(() => dropPostgresPlace(place));
  return { cwd: temporaryFolder(), env: { DATABASE_URL: place.url, DATABASE_SCHEMA: place.schema } };
}

async function opened(place: EmptyPlace): Promise<Place> {
  return { ...place, store: await storeAt(place) };
}

async function storeAt(place: EmptyPlace): Promise<Store> {
  const store = storeOf(place);
  await store.open();
  onTestFinished(() => store.close());
  return store;
}

function storeOf(place: EmptyPlace): Store {
  const { DATABASE_URL: url, DATABASE_SCHEMA: schema } = place.env;
  if (url === undefined) return createSqliteStore({ path: sqliteFileOf(place) });
  return schema === undefined ? patientMongoStore(url) : createPostgresStore({ url, schema });
}

/** Where the default settings put the database. */
export function sqliteFileOf({ cwd }: EmptyPlace): string {
  return join(cwd, "data/latchkey.db");
}

interface TopicOptions {
  readonly skip?: boolean;
  /** The databases that have no part in the topic. */
  readonly except?: readonly Kind["name"][];
}

/** Runs a topic on every database. One is skipped, by name, when there is no server. */
export function describeOnEveryDatabase(
  topic: string,
  tests: (kind: Kind) => void,
  { skip = false, except = [] }: TopicOptions = {},
): void {
  for (const kind of KINDS.filter(({ name }) => !except.includes(name))) {
    describe.skipIf(skip || !kind.isAvailable)(`${topic} (${kind.name})`, () => tests(kind));
  }
}
