import type { ScenarioResult, Spread } from "../compare/results.js";
import type { Filled } from "./fillSqlite.js";
import type { StoredPart } from "./sizesOfSqlite.js";

/** Milliseconds per thousand records that went. */
export interface PurgeResult {
  readonly name: string;
  readonly sessions: Spread;
  readonly auditEvents: Spread;
}

export interface SqliteSize extends Filled {
  readonly name: string;
  readonly fileBytes: number;
  readonly parts: readonly StoredPart[];
}

/** A kind of record as BSON, on average over many. */
export interface DocumentSize {
  readonly collection: string;
  readonly bytes: number;
  /** By index: what the indexed values take, without what the server adds or saves. */
  readonly keyBytes: Readonly<Record<string, number>>;
}

/** Milliseconds that a lone client waited. */
export interface Wait {
  readonly request: string;
  readonly name: string;
  readonly count: number;
  /** The status that ended it early. */
  readonly failed: number | null;
  readonly p50: number;
  readonly p99: number;
}

export interface MongoResults {
  /** Which server it was: only MongoDB is MongoDB. */
  readonly server: string;
  readonly filled: readonly (Filled & { readonly name: string })[];
  readonly waits: readonly Wait[];
  /** Of the sizes at which the server answered in time. */
  readonly purges: readonly PurgeResult[];
}

/** What a run found: bench/growth.json. */
export interface GrowthResults {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGigabytes: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly sizes: readonly SqliteSize[];
  readonly scenarios: readonly ScenarioResult[];
  readonly purges: readonly PurgeResult[];
  readonly documents: readonly DocumentSize[];
  /** `null` when no run with --mongo was written. */
  readonly mongo: MongoResults | null;
}
