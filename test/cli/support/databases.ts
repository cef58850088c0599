import { join } from "node:path";
import { describe, inject, onTestFinished } from "vitest";
import { createMongoStore } from "../../../src/stores/mongo/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { dropMongoDatabase, freshMongoUrl } from "../../support/mongoDatabase.js";
import { temporaryFolder } from "../../support/temporaryFolder.js";

/** A folder of its own, with the settings of a database that nobody else uses. */
export interface Place {
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** The same database, migrated, to look at what a command has done. Closed when the test ends. */
  readonly store: Store;
}

interface Kind {
  readonly name: "SQLite" | "MongoDB";
  readonly isAvailable: boolean;
  place(): Promise<Place>;
}

const KINDS: readonly Kind[] = [
  { name: "SQLite", isAvailable: true, place: sqlitePlace },
  { name: "MongoDB", isAvailable: inject("mongoUrl") !== null, place: mongoPlace },
];

/** A folder with the default settings, which is SQLite. */
export async function sqlitePlace(): Promise<Place> {
  const cwd = temporaryFolder();
  const path = join(cwd, "data/latchkey.db");
  return { cwd, env: {}, store: await opened(createSqliteStore({ path })) };
}

async function mongoPlace(): Promise<Place> {
  const url = freshMongoUrl();
  onTestFinished(() => dropMongoDatabase(url));
  return { cwd: temporaryFolder(), env: { DATABASE_URL: url }, store: await opened(createMongoStore({ url })) };
}

async function opened(store: Store): Promise<Store> {
  await store.open();
  onTestFinished(() => store.close());
  return store;
}

/** Runs a topic on both databases. MongoDB is skipped, by name, when there is no server. */
export function describeOnEveryDatabase(topic: string, tests: (kind: Kind) => void): void {
  for (const kind of KINDS) {
    describe.skipIf(!kind.isAvailable)(`${topic} (${kind.name})`, () => tests(kind));
  }
}
