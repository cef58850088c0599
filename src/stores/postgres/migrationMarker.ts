import type { ClientBase } from "pg";
import { lockReason, type MigrationMarker } from "../Archive.js";
import { type Naming, quoted, tableNames } from "./Naming.js";
import { rowsOf } from "./rowsOf.js";

/** The kind of database in messages. */
export const POSTGRESQL_DATABASE = "PostgreSQL database";

// No migration creates it: only a database that takes part in a copy has the table.
const CREATE = `
  CREATE TABLE IF NOT EXISTS copyMarks (
    id integer PRIMARY KEY CHECK (id = 1),
    copy text NOT NULL,
    state text NOT NULL CHECK (state IN ('leaving', 'moved', 'filling', 'arrived')),
    run text NOT NULL,
    peer text NOT NULL
  )`;
const READ = "SELECT copy, state, run, peer FROM copyMarks WHERE id = 1";
const WRITE = `INSERT INTO copyMarks (id, copy, state, run, peer) VALUES (1, @copy, @state, @run, @peer)
  ON CONFLICT (id) DO UPDATE SET copy = excluded.copy, state = excluded.state, run = excluded.run, peer = excluded.peer`;
const EXISTS = "SELECT to_regclass($1) IS NOT NULL AS exists";

const LOCK = "latchkeyMoved";

/** Whether there is a table of ours with this plain name. */
export async function hasTable(client: ClientBase, naming: Naming, table: string): Promise<boolean> {
  const [row] = await rowsOf<{ exists: boolean }>(client, EXISTS, [naming.qualified(table)]);
  return row?.exists === true;
}

export async function readMarker(client: ClientBase, naming: Naming): Promise<MigrationMarker | null> {
  if (!(await hasTable(client, naming, "copyMarks"))) return null;
  const [marker] = await rowsOf<MigrationMarker>(client, naming.text(READ));
  return marker === undefined ? null : { ...marker };
}

/** Writes the marker, and locks or unlocks the database accordingly. Call it inside a transaction. */
export async function writeMarker(client: ClientBase, naming: Naming, marker: MigrationMarker): Promise<void> {
  await client.query(naming.text(CREATE));
  const { text, parameters } = naming.statement(WRITE);
  await client.query(
    text,
    parameters.map((name) => Reflect.get(marker, name)),
  );
  const lock = naming.qualified(LOCK);
  await client.query(`DROP FUNCTION IF EXISTS ${lock}() CASCADE`);
  if (marker.state !== "moved") return;
  const message = client.escapeLiteral(lockReason(marker, POSTGRESQL_DATABASE));
  const body = `BEGIN RAISE EXCEPTION USING ERRCODE = 'LK001', MESSAGE = ${message}; END`;
  await client.query(`CREATE FUNCTION ${lock}() RETURNS trigger LANGUAGE plpgsql AS ${client.escapeLiteral(body)}`);
  for (const table of tableNames) await lockTable(client, naming, table);
}

/** A trigger waits for the writes that run, and every later one of any server meets it. */
async function lockTable(client: ClientBase, naming: Naming, table: string): Promise<void> {
  if (!(await hasTable(client, naming, table))) return;
  await client.query(
    `CREATE TRIGGER ${quoted(LOCK)} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${naming.qualified(table)}
      FOR EACH STATEMENT EXECUTE FUNCTION ${naming.qualified(LOCK)}()`,
  );
}
