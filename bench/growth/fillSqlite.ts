import { setImmediate as nextTurn } from "node:timers/promises";
import Database from "better-sqlite3";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { tableFormats } from "../../src/stores/tableFormats.js";
import type { Progress } from "../compare/progress.js";
import { eventsOf } from "./events.js";
import type { Population } from "./Population.js";
import { userAt, userCount } from "./people.js";
import { sessionAt } from "./sessions.js";

/** Records between two steps of the bar. */
const STEP = 10_000;
/** Steps in a transaction: the more, the fewer times a page of an index is written. */
const STEPS_AT_ONCE = 25;
const CACHE_KIB = 3 * 1024 * 1024;

export interface Filled {
  readonly users: number;
  readonly sessions: number;
  readonly auditEvents: number;
}

/**
 * Makes the file as the product makes it, then inserts everybody in the order in which they came, with the indexes in
 * place: so these are as full, and as scattered, as those of a database that grew.
 */
export async function fillSqlite(path: string, population: Population, progress: Progress): Promise<Filled> {
  const store = createSqliteStore({ path });
  await store.open();
  await store.close();
  const database = new Database(path);
  // Nobody misses this file if the power fails now. The server sets its own when it opens the file.
  database.pragma("synchronous = OFF");
  database.pragma(`cache_size = -${CACHE_KIB}`);
  const filled = await insertEverybody(database, population, progress);
  database.close();
  return filled;
}

async function insertEverybody(
  database: Database.Database,
  population: Population,
  progress: Progress,
): Promise<Filled> {
  const [users, { sessions }] = [userCount(population), population];
  const insertUser = inserter(database, "users");
  const insertSession = inserter(database, "sessions");
  const insertEvent = inserter(database, "auditEvents");
  let auditEvents = 0;

  progress.begin(`Filling SQLite, ${sessions} sessions`, Math.ceil(users / STEP) + Math.ceil(sessions / STEP));
  await inSteps(database, users, progress, (index) => insertUser(tableFormats.users.toRow(userAt(population, index))));
  await inSteps(database, sessions, progress, (index) => {
    const session = sessionAt(population, index);
    insertSession(tableFormats.sessions.toRow(session));
    for (const event of eventsOf(session, index)) {
      insertEvent(tableFormats.auditEvents.toRow(event));
      auditEvents += 1;
    }
  });
  progress.end();
  return { users, sessions, auditEvents };
}

/** A function that inserts rows which all name their columns in one order. Values are bound by place: by name takes longer. */
function inserter(database: Database.Database, table: string): (row: object) => void {
  let statement: Database.Statement<[unknown[]]> | null = null;
  return (row) => {
    statement ??= database.prepare<[unknown[]]>(insertText(table, Object.keys(row)));
    statement.run(Object.values(row));
  };
}

function insertText(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
}

async function inSteps(
  database: Database.Database,
  count: number,
  progress: Progress,
  insert: (index: number) => void,
): Promise<void> {
  for (let from = 0; from < count; from += STEP * STEPS_AT_ONCE) {
    const end = Math.min(from + STEP * STEPS_AT_ONCE, count);
    database.exec("BEGIN");
    for (let index = from; index < end; index += 1) {
      insert(index);
      if ((index + 1) % STEP !== 0 && index + 1 !== count) continue;
      progress.step();
      // The bar is drawn by a timer.
      await nextTurn();
    }
    database.exec("COMMIT");
  }
}
