import pg from "pg";
import type { Kind } from "../../src/stores/Archive.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { tableFormats } from "../../src/stores/tableFormats.js";
import type { Progress } from "../compare/progress.js";
import { eventsOf } from "./events.js";
import type { Filled } from "./fillSqlite.js";
import type { Population } from "./Population.js";
import { userAt, userCount } from "./people.js";
import { sessionAt } from "./sessions.js";

const BATCH = 2000;
/** The next records are made while the server inserts these. */
const BATCHES_AT_ONCE = 3;

/**
 * Has the product make its tables, then inserts everybody in the order in which they came, with the indexes in place: so these
 * are as full, and as scattered, as those of a database that grew.
 */
export async function fillPostgres(url: string, population: Population, progress: Progress): Promise<Filled> {
  const store = createPostgresStore({ url });
  await store.open();
  await store.close();
  // Nobody misses this database if the power fails now.
  const pool = new pg.Pool({ connectionString: url, max: BATCHES_AT_ONCE, options: "-c synchronous_commit=off" });
  const [users, { sessions }] = [userCount(population), population];
  let auditEvents = 0;

  progress.begin(`Filling PostgreSQL, ${sessions}`, Math.ceil(users / BATCH) + Math.ceil(sessions / BATCH));
  await inBatches(users, progress, (numbers) =>
    insert(
      pool,
      "users",
      numbers.map((index) => tableFormats.users.toRow(userAt(population, index))),
    ),
  );
  await inBatches(sessions, progress, async (numbers) => {
    const made = numbers.map((index) => ({ index, session: sessionAt(population, index) }));
    const events = made.flatMap(({ session, index }) => eventsOf(session, index));
    auditEvents += events.length;
    await insert(
      pool,
      "sessions",
      made.map(({ session }) => tableFormats.sessions.toRow(session)),
    );
    await insert(pool, "auditEvents", events.map(tableFormats.auditEvents.toRow));
  });
  progress.end();
  await pool.query("VACUUM (ANALYZE)");
  await pool.query("CHECKPOINT");
  await pool.end();
  return { users, sessions, auditEvents };
}

/** A few batches at once. */
async function inBatches(
  count: number,
  progress: Progress,
  insertBatch: (numbers: readonly number[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) {
      const from = next;
      next = Math.min(count, from + BATCH);
      await insertBatch(Array.from({ length: next - from }, (_, place) => from + place));
      progress.step();
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, work));
}

/** One statement for the whole batch; the rows are those that the store would write. */
async function insert(pool: pg.Pool, kind: Kind, rows: readonly object[]): Promise<void> {
  const table = `latchkey."${kind}"`;
  const columns = tableFormats[kind].columns.map((column) => `"${column}"`).join(", ");
  await pool.query({
    name: kind,
    text: `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
    values: [JSON.stringify(rows)],
  });
}
