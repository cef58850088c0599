import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeRuntime } from "../../scripts/support/nodeRuntime.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { measureScenario, type Pace } from "../compare/measureScenario.js";
import type { Progress } from "../compare/progress.js";
import type { ScenarioResult } from "../compare/results.js";
import { scenarioTable } from "../compare/tables.js";
import { BenchPostgres } from "./BenchPostgres.js";
import { fillStore, SESSION_IDS } from "./fillStore.js";
import { measureStore, type StorePace, type StoreUnderTest } from "./measureStore.js";
import { POSTGRES, SQLITE, type StoreResult } from "./postgresResults.js";
import { goalTable, storeTable } from "./postgresTables.js";
import { routeScenarios } from "./routeScenarios.js";
import { StoreProcess } from "./StoreProcess.js";
import { STORE_SCENARIOS } from "./storeScenarios.js";
import { writePostgres } from "./writePostgres.js";

const STORE_PACE: StorePace = { warmUp: 1500, rounds: 9, slice: 500 };
const ROUTE_PACE: Pace = { warmUp: 4000, lives: 1, rounds: 9, slice: 800 };
/** What an operator would set, instead of the defaults for the smallest machine. */
const CONFIG = { shared_buffers: "512MB" };

interface Options {
  readonly only: readonly string[];
  readonly peers: boolean;
  readonly progress: Progress;
}

/** Latchkey on PostgreSQL beside SQLite and two peers, on a server of its own. Writes bench/postgres.json after a whole run. */
export async function measurePostgres(runtime: NodeRuntime, { only, peers, progress }: Options): Promise<void> {
  const postgres = await BenchPostgres.start(CONFIG);
  try {
    const isAsked = ({ name }: { name: string }) => only.length === 0 || only.includes(name);
    const stores = await measureStores(postgres, runtime, { isAsked, peers, progress });
    const routes = await measureRoutes(postgres, runtime, { isAsked, peers, progress });
    const isWhole = only.length === 0 && peers;
    if (isWhole) writePostgres({ stores, routes, node: runtime.version, postgres: await postgres.version() });
  } finally {
    await postgres.stop();
  }
}

interface Asked extends Omit<Options, "only"> {
  isAsked(part: { name: string }): boolean;
}

async function measureStores(
  postgres: BenchPostgres,
  runtime: NodeRuntime,
  { isAsked, peers, progress }: Asked,
): Promise<StoreResult[]> {
  const scenarios = STORE_SCENARIOS.filter(isAsked);
  if (scenarios.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const stores = await openStores(postgres, runtime, { path: join(folder, "latchkey.db"), peers });
  const results: StoreResult[] = [];
  for (const scenario of scenarios) {
    const result = await measureStore(scenario, stores, STORE_PACE, progress);
    print(storeTable(result));
    results.push(result);
  }
  for (const { process } of stores) await process.stop();
  rmSync(folder, { recursive: true, force: true });
  print(goalTable(results));
  return results;
}

/** The stores with the same sessions, each in a process; SQLite is the reference. */
async function openStores(
  postgres: BenchPostgres,
  runtime: NodeRuntime,
  { path, peers }: { path: string; peers: boolean },
): Promise<StoreUnderTest[]> {
  const url = await postgres.createDatabase("stores");
  process.stderr.write(`Filling both stores with ${SESSION_IDS.length} sessions …\n`);
  await fillStore(createSqliteStore({ path }));
  await fillStore(createPostgresStore({ url }));
  const start = (environment: Record<string, string>) => StoreProcess.start(environment, SESSION_IDS, runtime);
  const databaseCpu = () => postgres.cpu();
  const own: StoreUnderTest[] = [
    { name: SQLITE, process: await start({ STORE: "latchkey", DATABASE_URL: `sqlite:${path}` }), databaseCpu: null },
    { name: POSTGRES, process: await start({ STORE: "latchkey", DATABASE_URL: url }), databaseCpu },
  ];
  const superTokens = async () => ({
    name: "SuperTokens' SQL",
    process: await start({ STORE: "superTokens", DATABASE_URL: url }),
    databaseCpu,
  });
  const all = peers ? [...own, await superTokens()] : own;
  await postgres.query("VACUUM ANALYZE", "stores");
  return all;
}

async function measureRoutes(
  postgres: BenchPostgres,
  runtime: NodeRuntime,
  { isAsked, peers, progress }: Asked,
): Promise<ScenarioResult[]> {
  const names = { latchkey: "latchkey", betterAuth: "better_auth", superTokens: "super_tokens" };
  const urls = { latchkey: "", betterAuth: "", superTokens: "" };
  for (const side of ["latchkey", "betterAuth", "superTokens"] as const) {
    urls[side] = await postgres.createDatabase(names[side]);
  }
  const results: ScenarioResult[] = [];
  for (const scenario of routeScenarios(urls).filter(isAsked)) {
    const contenders = scenario.contenders.filter(({ isPeer }) => peers || isPeer !== true);
    const result = await measureScenario({ ...scenario, contenders }, ROUTE_PACE, progress, runtime);
    print(scenarioTable(result));
    results.push(result);
  }
  return results;
}

function print(table: string): void {
  process.stdout.write(`\n${table}\n`);
}
