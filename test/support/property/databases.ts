import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { createPostgresStore } from "../../../src/stores/postgres/index.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { createMemoryStore } from "../memoryStore/index.js";
import { dropMongoDatabase, freshMongoUrl, patientMongoStore } from "../store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../store/postgresDatabase.js";
import { LocalServer } from "./servers/LocalServer.js";
import { ProcessServer } from "./servers/ProcessServer.js";
import type { SessionServer } from "./servers/SessionServer.js";

/** A database and the servers that share it. */
export interface Site {
  /** Its store shows what is stored. */
  readonly local: LocalServer;
  /** The local one first. */
  readonly servers: readonly SessionServer[];
  dispose(): Promise<void>;
}

interface Database {
  readonly name: string;
  readonly isAvailable: boolean;
  start(): Promise<Site>;
}

export const MEMORY: Database = { name: "the memory store", isAvailable: true, start: startMemory };
export const SQLITE: Database = { name: "SQLite", isAvailable: true, start: () => startSqlite(async () => []) };
export const TWO_PROCESSES: Database = {
  name: "SQLite from two processes",
  isAvailable: true,
  start: () => startSqlite(async (path) => [await ProcessServer.start(path)]),
};
export const MONGODB: Database = { name: "MongoDB", isAvailable: inject("mongoUrl") !== null, start: startMongo };
/** Two servers, each with its own connections. */
export const POSTGRESQL: Database = {
  name: "PostgreSQL",
  isAvailable: inject("postgresUrl") !== null,
  start: startPostgres,
};

/** Starts a database for all tests of a file; call the result inside a test. */
export function siteOf(database: Database): () => Site {
  let site: Site | undefined;
  beforeAll(async () => {
    if (database.isAvailable) site = await database.start();
    // A second process may have to be built first.
  }, 120_000);
  afterAll(() => site?.dispose());
  return () => {
    if (site === undefined) throw new Error("The database runs only inside tests.");
    return site;
  };
}

/** Which of the servers a number of a story means. */
export function serverOf({ servers, local }: Site, index: number): SessionServer {
  return servers[index % servers.length] ?? local;
}

/** Its restart is that of the server: what such a store holds lives as long as the process. */
async function startMemory(): Promise<Site> {
  const store = createMemoryStore();
  const local = await LocalServer.start(() => store);
  return { local, servers: [local], dispose: () => local.stop() };
}

async function startSqlite(startOthers: (path: string) => Promise<SessionServer[]>): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-property-"));
  const path = join(folder, "latchkey.db");
  const local = await LocalServer.start(() => createSqliteStore({ path }));
  const servers = [local, ...(await startOthers(path))];
  const dispose = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  return { local, servers, dispose };
}

async function startMongo(): Promise<Site> {
  const url = freshMongoUrl();
  const local = await LocalServer.start(() => patientMongoStore(url));
  const dispose = async () => {
    await local.stop();
    await dropMongoDatabase(url);
  };
  return { local, servers: [local], dispose };
}

async function startPostgres(): Promise<Site> {
  const place = freshPostgresPlace();
  const start = () => LocalServer.start(() => createPostgresStore(place));
  const [local, other] = [await start(), await start()];
  const dispose = async () => {
    await Promise.all([local.stop(), other.stop()]);
    await dropPostgresPlace(place);
  };
  return { local, servers: [local, other], dispose };
}
