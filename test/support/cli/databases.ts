import { join } from "node:path";
import { describe, inject, onTestFinished } from "vitest";
import { createMongoStore } from "../../../src/stores/mongo/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { dropMongoDatabase, freshMongoUrl } from "../store/mongoDatabase.js";
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
  readonly name: "SQLite" | "MongoDB";
  readonly isAvailable: boolean;
  emptyPlace(): EmptyPlace;
  place(): Promise<Place>;
}

const KINDS: readonly Kind[] = [
  { name: "SQLite", isAvailable: true, emptyPlace: emptySqlitePlace, place: sqlitePlace },
  {
    name: "MongoDB",
    isAvailable: inject("mongoUrl") !== null,
    emptyPlace: mongoPlace,
    place: () => opened(mongoPlace()),
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

async function opened(place: EmptyPlace): Promise<Place> {
  const url = place.env["DATABASE_URL"];
  const store = url === undefined ? createSqliteStore({ path: sqliteFileOf(place) }) : createMongoStore({ url });
  await store.open();
  onTestFinished(() => store.close());
  return { ...place, store };
}

/** Where the default settings put the database. */
export function sqliteFileOf({ cwd }: EmptyPlace): string {
  return join(cwd, "data/latchkey.db");
}

/** Runs a topic on both databases. MongoDB is skipped, by name, when there is no server. */
export function describeOnEveryDatabase(topic: string, tests: (kind: Kind) => void, { skip = false } = {}): void {
  for (const kind of KINDS) {
    describe.skipIf(skip || !kind.isAvailable)(`${topic} (${kind.name})`, () => tests(kind));
  }
}
