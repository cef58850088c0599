import type { Progress } from "../compare/progress.js";
import { median, shuffled, spread } from "../statistics.js";
import type { StoreResult, StoreSide } from "./postgresResults.js";
import type { StoreProcess, Worked } from "./StoreProcess.js";
import type { StoreScenario } from "./storeScenarios.js";

export interface StorePace {
  readonly warmUp: number;
  readonly rounds: number;
  /** One turn of one store, in milliseconds. */
  readonly slice: number;
}

export interface StoreUnderTest {
  readonly name: string;
  readonly process: StoreProcess;
  /** The CPU time so far of the database's own processes, in microseconds. */
  readonly databaseCpu: (() => number) | null;
}

interface Turn extends Worked {
  readonly databaseCpu: number | null;
}

/** All stores in turn, in another order each round: what the machine does meanwhile happens to all of them. */
export async function measureStore(
  scenario: StoreScenario,
  stores: readonly StoreUnderTest[],
  pace: StorePace,
  progress: Progress,
): Promise<StoreResult> {
  const { name, title } = scenario;
  progress.begin(title.slice(0, 32), stores.length * (pace.rounds + 1));
  for (const store of stores) {
    await turnOf(store, scenario, pace.warmUp);
    progress.step();
  }
  const turns = new Map<StoreUnderTest, Turn[]>(stores.map((store) => [store, []]));
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const store of shuffled(stores)) {
      turns.get(store)?.push(await turnOf(store, scenario, pace.slice));
      progress.step();
    }
  }
  progress.end();
  const [reference = []] = turns.values();
  const sides = [...turns].map(([store, found]) => summarise(store.name, found, reference));
  return { name, title, rounds: pace.rounds, sides };
}

async function turnOf(store: StoreUnderTest, { work, ...rest }: StoreScenario, milliseconds: number): Promise<Turn> {
  const before = store.databaseCpu?.() ?? 0;
  const worked = await store.process.work({ ...rest, name: work, milliseconds });
  const used = store.databaseCpu === null ? null : (store.databaseCpu() - before) / worked.count;
  return { ...worked, databaseCpu: used };
}

function summarise(name: string, turns: readonly Turn[], reference: readonly Turn[]): StoreSide {
  const databaseCpus = turns.map(({ databaseCpu }) => databaseCpu).filter((cpu) => cpu !== null);
  return {
    name,
    cpu: median(turns.map(({ cpu }) => cpu)),
    cpuRatio: spread(turns.map(({ cpu }, round) => cpu / (reference[round]?.cpu ?? Number.NaN))),
    databaseCpu: databaseCpus.length === 0 ? null : median(databaseCpus),
    perSecond: median(turns.map(({ perSecond }) => perSecond)),
    p50: median(turns.map(({ p50 }) => p50)),
    p99: median(turns.map(({ p99 }) => p99)),
  };
}
