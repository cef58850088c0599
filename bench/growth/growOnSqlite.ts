import { join } from "node:path";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { measureScenario, type Pace } from "../compare/measureScenario.js";
import type { Progress } from "../compare/progress.js";
import { scenarioTable } from "../compare/tables.js";
import { fillSqlite } from "./fillSqlite.js";
import type { GrowthResults, SqliteSize } from "./growthResults.js";
import { growthScenarios, type Side } from "./growthScenarios.js";
import { purgeTable, sizeTable } from "./growthTables.js";
import { measurePurge } from "./measurePurge.js";
import type { Populated } from "./Population.js";
import { sizesOfSqlite } from "./sizesOfSqlite.js";
import { readThrough } from "./systemCache.js";

const PACE: Pace = { warmUp: 6000, lives: 1, rounds: 15, slice: 1000 };

/** Fills a file for each population, and puts the same load on all of them in turn. */
export async function growOnSqlite(
  populations: readonly Populated[],
  folder: string,
  progress: Progress,
): Promise<Pick<GrowthResults, "sizes" | "scenarios" | "purges">> {
  const sizes: SqliteSize[] = [];
  const sides: (Side & { file: string })[] = [];
  for (const { name, population } of populations) {
    const file = join(folder, `${population.sessions}.db`);
    const filled = await fillSqlite(file, population, progress);
    sizes.push({ name, ...filled, ...sizesOfSqlite(file) });
    sides.push({ name, population, file, databaseUrl: `sqlite:${file}` });
  }
  print(sizeTable(sizes));
  // What filling them left there was chance.
  for (const { file } of sides) readThrough(file);
  const scenarios: GrowthResults["scenarios"][number][] = [];
  for (const scenario of growthScenarios(sides)) {
    const result = await measureScenario(scenario, PACE, progress);
    print(scenarioTable(result));
    scenarios.push(result);
  }
  return { sizes, scenarios, purges: await purge(sides, progress) };
}

async function purge(sides: readonly (Side & { file: string })[], progress: Progress) {
  const opened = sides.map((side) => ({ ...side, store: createSqliteStore({ path: side.file }) }));
  for (const { store } of opened) await store.open();
  const purges = await measurePurge(opened, progress);
  for (const { store } of opened) await store.close();
  print(purgeTable(purges));
  return purges;
}

function print(table: string): void {
  process.stdout.write(`\n${table}\n`);
}
