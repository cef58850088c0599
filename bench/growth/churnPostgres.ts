import { setTimeout as pause } from "node:timers/promises";
import { DAY, SECOND } from "../../src/utils/duration.js";
import type { Progress } from "../compare/progress.js";
import type { BenchPostgres } from "../postgres/BenchPostgres.js";
import type { Population } from "./Population.js";
import type { Churn, TableSize } from "./postgresGrowth.js";
import { assertStatementOfStore, Refresher } from "./Refresher.js";
import { sessionAt } from "./sessions.js";
import { sizesOfPostgres } from "./sizesOfPostgres.js";

/** As in the plan of docs/why/scale.md. */
const REFRESHES_A_DAY = 3;
const CONNECTIONS = 4;
const BATCH = 100;
const STEP = 10_000;

const COUNTS = `SELECT n_tup_upd::float8 AS updates, n_tup_hot_upd::float8 AS hot, n_dead_tup::float8 AS dead,
  autovacuum_count::float8 AS vacuums FROM pg_stat_user_tables WHERE schemaname = 'latchkey' AND relname = 'sessions'`;
const VACUUMING = `SELECT FROM pg_stat_progress_vacuum WHERE datname = current_database()
  AND relid = 'latchkey.sessions'::regclass`;

interface Counts {
  readonly updates: number;
  readonly hot: number;
  readonly dead: number;
  readonly vacuums: number;
}

interface Place {
  readonly postgres: BenchPostgres;
  readonly database: string;
}

/**
 * Refreshes the living sessions of a population, each three times a day by a clock that runs ahead: so the day on which a session
 * ends, which is indexed, changes as often as it would.
 */
export async function churnPostgres(
  place: Place,
  population: Population,
  refreshes: number,
  progress: Progress,
): Promise<Churn> {
  const { postgres, database } = place;
  const url = postgres.urlOf(database);
  await assertStatementOfStore(url, sessionAt(population, 0));
  const refresher = new Refresher(population, CONNECTIONS);
  const days = refreshes / (refresher.inUse * REFRESHES_A_DAY);
  const [before, counted] = [await sessionsOf(place), await countsOf(place)];
  const watch = watchVacuum(place);
  const start = performance.now();
  await refreshAll({ url, refresher, refreshes, days, from: population.now, progress });
  const seconds = (performance.now() - start) / SECOND;
  const vacuuming = await watch.stop();
  const after = await countsOf(place);
  const updates = after.updates - counted.updates;
  if (updates !== refreshes) throw new Error(`Of ${refreshes} refreshes, ${updates} changed a session.`);
  const size = await sessionsOf(place);
  const vacuum = performance.now();
  await postgres.query('VACUUM latchkey."sessions"', database);
  return {
    sessions: population.sessions,
    inUse: refresher.inUse,
    refreshes,
    days,
    seconds,
    hotShare: (after.hot - counted.hot) / updates,
    before,
    after: size,
    deadRows: after.dead,
    autovacuum: { runs: after.vacuums - counted.vacuums, seconds: vacuuming },
    vacuumSeconds: (performance.now() - vacuum) / SECOND,
  };
}

interface Refreshing {
  readonly url: string;
  readonly refresher: Refresher;
  readonly refreshes: number;
  readonly days: number;
  readonly from: number;
  readonly progress: Progress;
}

async function refreshAll({ url, refresher, refreshes, days, from, progress }: Refreshing): Promise<void> {
  progress.begin(`Refreshes, ${refreshes}`, Math.ceil(refreshes / STEP));
  let done = 0;
  const work = async (_: unknown, connection: number) => {
    const client = await Refresher.connect(url);
    while (done < refreshes) {
      const size = Math.min(BATCH, refreshes - done);
      done += size;
      const now = Math.floor(from + (days * DAY * done) / refreshes);
      await client.query(refresher.batch(connection, size, now));
      if (done % STEP < BATCH) progress.step();
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  progress.end();
}

/** Counts the seconds in which a VACUUM of the sessions is at work. */
function watchVacuum({ postgres, database }: Place): { stop(): Promise<number> } {
  let [seconds, isOver] = [0, false];
  const watching = (async () => {
    while (!isOver) {
      if ((await postgres.query(VACUUMING, database)).length > 0) seconds += 1;
      await pause(SECOND);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return seconds;
    },
  };
}

async function sessionsOf({ postgres, database }: Place): Promise<TableSize> {
  const sizes = await sizesOfPostgres(postgres, database);
  const found = sizes.find(({ table }) => table === "sessions");
  if (found === undefined) throw new Error("There is no table of sessions.");
  return found;
}

async function countsOf({ postgres, database }: Place): Promise<Counts> {
  // A backend reports its counts when it ends, or a second after its last transaction.
  await pause(2 * SECOND);
  const [counts] = await postgres.query<Counts>(COUNTS, database);
  if (counts === undefined) throw new Error("There are no statistics of the sessions.");
  return counts;
}
