import { median, quantile, shuffled, spread } from "../statistics.js";
import type { Contender, Scenario } from "./contenders.js";
import { type Client, load, type Slice } from "./load.js";
import { cpuMicroseconds, peakMegabytes, residentMegabytes } from "./processUsage.js";
import type { Progress } from "./progress.js";
import type { Measured, ScenarioResult } from "./results.js";
import { ServerUnderTest } from "./ServerUnderTest.js";

export interface Pace {
  /** Of each side, before anything counts: a cold JIT makes a server look three times slower than it is. */
  readonly warmUp: number;
  readonly rounds: number;
  /** One turn of one side. */
  readonly slice: number;
}

const WARM_UP_STEP_MS = 500;

interface Turn {
  readonly cpu: number;
  readonly perSecond: number;
  readonly latencies: readonly number[];
}

interface Side {
  readonly contender: Contender;
  readonly server: ServerUnderTest;
  readonly clients: readonly Client[];
  readonly residentBefore: number;
  readonly turns: Turn[];
}

/** All sides in turn, in another order each round: what the machine does meanwhile happens to all of them. */
export async function measureScenario(scenario: Scenario, pace: Pace, progress: Progress): Promise<ScenarioResult> {
  const sides: Side[] = [];
  progress.begin(scenario.title, scenario.contenders.length * (pace.rounds + 1));
  for (const contender of scenario.contenders) {
    const side = await prepare(contender, scenario.connections);
    await warmUp(side, pace.warmUp);
    sides.push(side);
    progress.step();
  }
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const side of shuffled(sides)) {
      side.turns.push(await turnOf(side, pace.slice));
      progress.step();
    }
  }
  const contenders = sides.map((side) => summarise(side, sides[0] ?? side));
  await Promise.all(sides.map(({ server }) => server.stop()));
  progress.end();
  return { name: scenario.name, title: scenario.title, rounds: pace.rounds, contenders };
}

async function prepare(contender: Contender, connections: number): Promise<Side> {
  const server = await ServerUnderTest.start(contender);
  const clients: Client[] = [];
  for (let client = 0; client < connections; client += 1) {
    clients.push(await contender.makeClient(server.port, `ada-${client}`));
  }
  return { contender, server, clients, residentBefore: residentMegabytes(server.pid), turns: [] };
}

/** On a busy machine a server gets a share of a core alone, so half of the time must have been its own. */
async function warmUp({ server, clients }: Side, milliseconds: number): Promise<void> {
  const start = performance.now();
  const usedBefore = cpuMicroseconds(server.pid);
  for (let used = 0; used < milliseconds / 2; used = (cpuMicroseconds(server.pid) - usedBefore) / 1000) {
    await load(server.port, clients, Math.max(WARM_UP_STEP_MS, milliseconds - (performance.now() - start)));
  }
}

async function turnOf({ server, clients, contender }: Side, milliseconds: number): Promise<Turn> {
  contender.beforeTurn?.();
  const before = cpuMicroseconds(server.pid);
  const { requests, latencies, time } = await named(contender, () => load(server.port, clients, milliseconds));
  return {
    cpu: (cpuMicroseconds(server.pid) - before) / requests,
    perSecond: (requests / time) * 1000,
    latencies,
  };
}

async function named(contender: Contender, work: () => Promise<Slice>): Promise<Slice> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`${contender.name}: ${String(cause)}`, { cause });
  }
}

function summarise({ contender, server, residentBefore, turns }: Side, reference: Side): Measured {
  const against = (compare: (turn: Turn, other: Turn) => number) =>
    spread(turns.map((turn, round) => compare(turn, reference.turns[round] ?? turn)));
  const latencies = turns.flatMap((turn) => turn.latencies);
  return {
    name: contender.name,
    note: contender.note,
    cpu: median(turns.map(({ cpu }) => cpu)),
    cpuRatio: against((turn, other) => turn.cpu / other.cpu),
    cpuOver: against((turn, other) => turn.cpu - other.cpu),
    perSecond: median(turns.map(({ perSecond }) => perSecond)),
    speedRatio: against((turn, other) => turn.perSecond / other.perSecond),
    p50: median(latencies),
    p99: quantile(latencies, 0.99),
    peak: peakMegabytes(server.pid),
    resident: { before: residentBefore, after: residentMegabytes(server.pid) },
  };
}
