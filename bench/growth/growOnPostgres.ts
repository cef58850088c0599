import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { measureScenario, type Pace } from "../compare/measureScenario.js";
import type { Progress } from "../compare/progress.js";
import type { ScenarioResult } from "../compare/results.js";
import { BOTH_CORES, LOAD_CORE } from "../compare/ServerUnderTest.js";
import { scenarioTable } from "../compare/tables.js";
import { BenchPostgres } from "../postgres/BenchPostgres.js";
import { churnPostgres } from "./churnPostgres.js";
import { fillPostgres } from "./fillPostgres.js";
import { growthScenarios, type Side } from "./growthScenarios.js";
import { purgeTable } from "./growthTables.js";
import { measurePurge } from "./measurePurge.js";
import type { Populated } from "./Population.js";
import type { PostgresGrowth, PostgresSize } from "./postgresGrowth.js";
import { churnTable, postgresSizeTable } from "./postgresGrowthTables.js";
import { sizesOfPostgres } from "./sizesOfPostgres.js";

const PACE: Pace = { warmUp: 5000, lives: 1, rounds: 11, slice: 1000 };
/** The more refreshes each session gets, the more is seen of what they leave behind. */
const LARGEST_OF_CHURN = 1e6;
/** What an operator sets for a machine of 16 GB: by default PostgreSQL is set up for the smallest one. */
const CONFIG = {
  shared_buffers: "4GB",
  max_wal_size: "8GB",
  checkpoint_timeout: "15min",
  maintenance_work_mem: "512MB",
};

type Found = Omit<PostgresGrowth, "date" | "machine" | "versions"> & { readonly postgres: string };

/** Fills a database for each population, puts the same load on all of them in turn, and refreshes the sessions of one very often. */
export async function growOnPostgres(
  populations: readonly Populated[],
  refreshes: number,
  progress: Progress,
): Promise<Found> {
  const postgres = await BenchPostgres.start(CONFIG);
  try {
    postgres.useCores(BOTH_CORES);
    const { sides, sizes } = await fill(postgres, populations, progress);
    print(postgresSizeTable(sizes));
    postgres.useCores(LOAD_CORE);
    const scenarios = await measure(sides, progress);
    const purges = await purge(sides, progress);
    postgres.useCores(BOTH_CORES);
    const churn = await churnSome(postgres, populations, refreshes, progress);
    print(churnTable(churn));
    return { postgres: await postgres.version(), sizes, scenarios, purges, churn };
  } finally {
    await postgres.stop();
  }
}

function databaseOf({ population }: Pick<Populated, "population">): string {
  return `growth${population.sessions}`;
}

async function fill(postgres: BenchPostgres, populations: readonly Populated[], progress: Progress) {
  const sizes: PostgresSize[] = [];
  const sides: Side[] = [];
  for (const { name, population } of populations) {
    const database = databaseOf({ population });
    const databaseUrl = await postgres.createDatabase(database);
    const filled = await fillPostgres(databaseUrl, population, progress);
    sizes.push({ name, ...filled, tables: await sizesOfPostgres(postgres, database) });
    sides.push({ name, population, databaseUrl, file: null });
  }
  return { sizes, sides };
}

async function measure(sides: readonly Side[], progress: Progress): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of growthScenarios(sides).filter(({ name }) => name !== "cold")) {
    const result = await measureScenario(scenario, PACE, progress);
    print(scenarioTable(result));
    results.push(result);
  }
  return results;
}

async function purge(sides: readonly Side[], progress: Progress) {
  const opened = sides.map((side) => ({ ...side, store: createPostgresStore({ url: side.databaseUrl }) }));
  for (const { store } of opened) await store.open();
  const purges = await measurePurge(opened, progress);
  for (const { store } of opened) await store.close();
  print(purgeTable(purges));
  return purges;
}

/** A database of its own, because the others have been used. */
async function churnSome(
  postgres: BenchPostgres,
  populations: readonly Populated[],
  refreshes: number,
  progress: Progress,
) {
  const fitting = populations.filter(({ population }) => population.sessions <= LARGEST_OF_CHURN);
  const population = (fitting.at(-1) ?? populations[0])?.population;
  if (population === undefined) throw new Error("There is no population.");
  const database = "churn";
  await fillPostgres(await postgres.createDatabase(database), population, progress);
  return churnPostgres({ postgres, database }, population, refreshes, progress);
}

function print(table: string): void {
  process.stdout.write(`\n${table}\n`);
}
