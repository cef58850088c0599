import type { ScenarioResult } from "../compare/results.js";
import type { Filled } from "./fillSqlite.js";
import type { PurgeResult } from "./growthResults.js";

export interface TableSize {
  readonly table: string;
  readonly rows: number;
  /** Bytes, with what the table keeps aside (TOAST) and its maps. */
  readonly heap: number;
  /** Bytes, by the name of the index. */
  readonly indexes: Readonly<Record<string, number>>;
}

export interface PostgresSize extends Filled {
  readonly name: string;
  readonly tables: readonly TableSize[];
}

/** What many refreshes did to the table of sessions. */
export interface Churn {
  readonly sessions: number;
  /** Of them, those that were refreshed. */
  readonly inUse: number;
  readonly refreshes: number;
  /** By the clock of the refreshes. */
  readonly days: number;
  readonly seconds: number;
  /** Of the updates, those that wrote no index. */
  readonly hotShare: number;
  readonly before: TableSize;
  readonly after: TableSize;
  readonly deadRows: number;
  readonly autovacuum: {
    readonly runs: number;
    /** While one of them worked on the table. */
    readonly seconds: number;
  };
  /** One VACUUM afterwards, by hand. */
  readonly vacuumSeconds: number;
}

/** bench/growthPostgres.json: what `npm run bench:growth -- --postgres --write` found. */
export interface PostgresGrowth {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGigabytes: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly sizes: readonly PostgresSize[];
  readonly scenarios: readonly ScenarioResult[];
  readonly purges: readonly PurgeResult[];
  readonly churn: Churn;
}
