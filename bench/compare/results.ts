/** The middle value, and the quarter below and above: how much the machine swung. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** One side of a comparison. CPU times are microseconds a request, latencies milliseconds. */
export interface Measured {
  readonly name: string;
  readonly note: string;
  readonly cpu: number;
  /** How many times the CPU of the reference, round by round. */
  readonly cpuRatio: Spread;
  /** CPU over the reference's, round by round. */
  readonly cpuOver: Spread;
  readonly perSecond: number;
  /** How many times the requests per second of the reference, round by round. */
  readonly speedRatio: Spread;
  readonly p50: number;
  readonly p99: number;
  /** The most memory that the process held, in megabytes. */
  readonly peak: number;
  /** What it held before the first request of the load, and after the last one. */
  readonly resident: { readonly before: number; readonly after: number };
}

export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly rounds: number;
  readonly contenders: readonly Measured[];
}

/** From the start of the process to its first 200. */
export interface StartResult {
  readonly name: string;
  readonly milliseconds: number;
  readonly ratio: Spread;
  /** CPU milliseconds by then. */
  readonly cpu: number;
  readonly cpuRatio: Spread;
}

/** Many sign-ins at once. Latencies are those of a protected route, in milliseconds. */
export interface StormResult {
  /** How many sign-ins. */
  readonly size: number;
  /** Of bare @node-rs/argon2, as many at once. */
  readonly hashesPerSecond: number;
  /** Of those that were let in. */
  readonly signInsPerSecond: number;
  /** How many were answered 503. */
  readonly refused: number;
  readonly calm: { readonly p50: number; readonly p99: number };
  /** Runs before p95 was measured have none. */
  readonly stormy: { readonly p50: number; readonly p95?: number; readonly p99: number };
}

/** What a run found with one version of Node. */
export interface NodeRun {
  /** Such as `24.22.3`. */
  readonly node: string;
  readonly date: string;
  readonly scenarios: readonly ScenarioResult[];
  readonly storms: readonly StormResult[];
  readonly starts: readonly StartResult[];
  /** One durable write of a page with nothing around it, in milliseconds. */
  readonly durableWrite: Spread | null;
}

/** bench/results.json: what whole runs found on one machine. */
export interface Results {
  readonly machine: { readonly cpu: string; readonly cores: number };
  /** Of the libraries. */
  readonly versions: Readonly<Record<string, string>>;
  /** The newest Node first. */
  readonly runs: readonly NodeRun[];
}
