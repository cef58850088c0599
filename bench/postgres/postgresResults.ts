import type { ScenarioResult, Spread } from "../compare/results.js";

/** One store. CPU in microseconds of an operation, latencies in milliseconds. */
export interface StoreSide {
  readonly name: string;
  /** Of the process with the store. */
  readonly cpu: number;
  /** How many times the CPU of the first store, round by round. */
  readonly cpuRatio: Spread;
  /** Of the database's own processes; `null` where it has none. */
  readonly databaseCpu: number | null;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface StoreResult {
  readonly name: string;
  readonly title: string;
  readonly rounds: number;
  readonly sides: readonly StoreSide[];
}

/** bench/postgres.json: what a whole run of `npm run bench -- --store postgres` found. */
export interface PostgresResults {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number };
  readonly versions: Readonly<Record<string, string>>;
  /** The ports of a store, without HTTP. */
  readonly stores: readonly StoreResult[];
  /** Over HTTP, beside peers. */
  readonly routes: readonly ScenarioResult[];
}

export const SQLITE = "Latchkey, SQLite";
export const POSTGRES = "Latchkey, PostgreSQL";

export interface PostgresGoal {
  readonly what: string;
  readonly scenario: string;
  readonly limit: number;
  readonly unit: "×" | " ms";
  readonly measure: (side: StoreSide) => number;
}

const timesSqlite = ({ cpuRatio }: StoreSide) => cpuRatio.median;

/** Node's CPU as ratios to SQLite in the same run. */
export const POSTGRES_GOALS: readonly PostgresGoal[] = [
  { what: "verify, 32 clients, CPU", scenario: "verify-32", limit: 2, unit: "×", measure: timesSqlite },
  { what: "9 verifies to 1 refresh, 32 clients, CPU", scenario: "mix-32", limit: 1.3, unit: "×", measure: timesSqlite },
  { what: "refresh, 32 clients, CPU", scenario: "refresh-32", limit: 4.5, unit: "×", measure: timesSqlite },
  { what: "a lone verify, p50", scenario: "verify-1", limit: 0.3, unit: " ms", measure: ({ p50 }) => p50 },
];

/** What PostgreSQL reached; `undefined` when the run did not measure it. */
export function reachedOf({ scenario, measure }: PostgresGoal, stores: readonly StoreResult[]): number | undefined {
  const side = stores.find(({ name }) => name === scenario)?.sides.find(({ name }) => name === POSTGRES);
  return side && measure(side);
}
