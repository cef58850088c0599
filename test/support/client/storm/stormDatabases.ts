import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres } from "../../../../scripts/postgres/findPostgres.js";
import { startPostgres } from "../../../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../../../src/stores/postgres/index.js";
import type { Store } from "../../../../src/stores/Store.js";
import { createSqliteStore } from "../../../../src/stores/sqlite/index.js";
import { integrityOf } from "../../faults/integrityOf.js";
import { freshPostgresUrl, onPostgres } from "../../store/postgresDatabase.js";

/** Where the servers of a storm keep their records. */
export interface StormDatabase {
  readonly url: string;
  createStore(): Store;
  /** Kills the database server and starts it again. A file has none. */
  crash?(): Promise<void>;
  /** `ok`, or what is damaged. */
  integrity(): Promise<string>;
  dispose(): Promise<void>;
}

export type StormStore = keyof typeof stormDatabases;

export const stormDatabases = { sqlite: onSqlite, postgres: onPostgresServer };

async function onSqlite(): Promise<StormDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-storm-"));
  const path = join(folder, "store.db");
  return {
    url: `sqlite:${path}`,
    createStore: () => createSqliteStore({ path }),
    integrity: async () => integrityOf(path).join("; "),
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function onPostgresServer(): Promise<StormDatabase> {
  const found = findPostgres();
  if (found.kind === "unavailable") throw new Error(found.reason);
  const server = await startPostgres(found.programs);
  const url = await freshPostgresUrl(server.url);
  return {
    url,
    createStore: () => createPostgresStore({ url }),
    async crash() {
      await server.stop("kill");
      await server.restart();
    },
    integrity: () => damageOf(url),
    dispose: () => server.dispose(),
  };
}

const OURS = `pg_class JOIN pg_namespace AS place ON place.oid = relnamespace AND nspname = 'latchkey'`;

/** Every page of the tables, and every row in every index. */
async function damageOf(url: string): Promise<string> {
  await onPostgres(url, "CREATE EXTENSION IF NOT EXISTS amcheck");
  await onPostgres(url, `SELECT bt_index_check(pg_class.oid, true) FROM ${OURS} WHERE relkind = 'i'`);
  const damage = `SELECT msg FROM ${OURS}, verify_heapam(pg_class.oid) WHERE relkind = 'r'`;
  return (await onPostgres<{ msg: string }>(url, damage)).map(({ msg }) => msg).join("; ") || "ok";
}
