import { afterAll, beforeAll, describe, inject, onTestFinished } from "vitest";
import type { LatchkeyOptions } from "../../../src/config/index.js";
import { createPostgresStore } from "../../../src/stores/postgres/index.js";
import type { Store } from "../../../src/stores/Store.js";
import type { ManualClock } from "../ManualClock.js";
import { createMemoryStore } from "../memoryStore/index.js";
import { dropMongoDatabase, freshMongoUrl, patientMongoStore } from "../store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../store/postgresDatabase.js";
import { startTestServer, type TestServer } from "./testServer.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The one store on which HTTP tests run in `npm run test:fast`; else they run on all. */
    onlyStore?: string;
  }
}

interface Database {
  /** Absent: the test server's own SQLite file. */
  store?: Store;
  dispose?: () => Promise<void>;
}

interface StoreKind {
  readonly name: string;
  readonly isAvailable: boolean;
  create(): Database;
}

/** The stores on which the whole HTTP suite runs. */
const STORES: readonly StoreKind[] = [
  { name: "SQLite", isAvailable: true, create: () => ({}) },
  { name: "memory", isAvailable: true, create: () => ({ store: createMemoryStore() }) },
  { name: "MongoDB", isAvailable: inject("mongoUrl") !== null, create: createMongoDatabase },
  { name: "PostgreSQL", isAvailable: inject("postgresUrl") !== null, create: createPostgresPlace },
];

function createMongoDatabase(): Database {
  const url = freshMongoUrl();
  return { store: patientMongoStore(url), dispose: () => dropMongoDatabase(url) };
}

function createPostgresPlace(): Database {
  const place = freshPostgresPlace();
  return { store: createPostgresStore(place), dispose: () => dropPostgresPlace(place) };
}

export interface Servers {
  /** One server for all tests of the topic; call the result inside a test. */
  shared(options?: LatchkeyOptions): () => TestServer;
  /** A server of its own for one test, closed when the test ends. */
  own(options?: LatchkeyOptions, clock?: ManualClock): Promise<TestServer>;
}

/** Runs a topic on every store. A database is skipped, by name, when there is no server. */
export function describeOnEveryStore(topic: string, tests: (servers: Servers) => void): void {
  const only = inject("onlyStore");
  for (const kind of STORES.filter(({ name }) => only === undefined || name === only)) {
    describe.skipIf(!kind.isAvailable)(`${topic} (${kind.name})`, () => tests(serversOn(kind)));
  }
}

/** Runs a topic that no database has a part in, on the fastest store alone. */
export function describeOnOneStore(topic: string, tests: (servers: Servers) => void): void {
  describe(topic, () => tests(serversOn({ create: () => ({ store: createMemoryStore() }) })));
}

function serversOn(kind: Pick<StoreKind, "create">): Servers {
  return {
    shared: (options) => {
      let server: TestServer | undefined;
      beforeAll(async () => {
        server = await startTestServer(options, { ...kind.create(), providers: true });
      });
      afterAll(() => server?.close());
      return () => {
        if (server === undefined) throw new Error("The server runs only inside tests.");
        return server;
      };
    },
    own: async (options, clock) => {
      const server = await startTestServer(options, { ...kind.create(), providers: true, ...(clock && { clock }) });
      onTestFinished(() => server.close());
      return server;
    },
  };
}
