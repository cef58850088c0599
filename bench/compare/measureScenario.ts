import { median, quantile, shuffled, spread } from "../statistics.js";
import type { Contender, Scenario } from "./contenders.js";
import { type Client, load, type Slice } from "./load.js";
import { cpuMicroseconds, peakMegabytes, residentMegabytes } from "./processUsage.js";
import type { Progress } from "./progress.js";
import type { Measured, ScenarioResult } from "./results.js";
import { type ServerRuntime, ServerUnderTest } from "./ServerUnderTest.js";

export interface Pace {
  /** Of each side, before anything counts: a cold JIT makes a server look three times slower than it is. */
  readonly warmUp: number;
  /** How many processes each side has, one after the other: one may be a tenth slower than the next for all its life. */
  readonly lives: number;
  /** Of each life. */
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

interface Memory {
  readonly peak: number;
  readonly before: number;
  readonly after: number;
}

/** What was found of a side, in all its lives. */
interface Side {
  readonly contender: Contender;
  readonly turns: Turn[];
  readonly memory: Memory[];
}

/** One process of a side. */
interface Life {
  readonly side: Side;
  readonly server: ServerUnderTest;
  readonly clients: readonly Client[];
  readonly residentBefore: number;
}

/** All sides in turn, in another order each round: what the machine does meanwhile happens to all of them. */
export async function measureScenario(
  scenario: Scenario,
  pace: Pace,
  progress: Progress,
  runtime?: ServerRuntime,
): Promise<ScenarioResult> {
  const sides = scenario.contenders.map((contender): Side => ({ contender, turns: [], memory: [] }));
  progress.begin(scenario.title, sides.length * (pace.rounds + 1) * pace.lives);
  for (let life = 0; life < pace.lives; life += 1) {
    await liveOnce(sides, { connections: scenario.connections, pace, progress, runtime });
  }
  progress.end();
  const contenders = sides.map((side) => summarise(side, sides[0] ?? side));
  return { name: scenario.name, title: scenario.title, rounds: pace.rounds * pace.lives, contenders };
}

interface LifeOptions {
  readonly connections: number;
  readonly pace: Pace;
  readonly progress: Progress;
  readonly runtime: ServerRuntime | undefined;
}

async function liveOnce(sides: readonly Side[], options: LifeOptions): Promise<void> {
  const { pace, progress } = options;
  const lives: Life[] = [];
  for (const side of sides) {
    const life = await prepare(side, options);
    await warmUp(life, pace.warmUp);
    lives.push(life);
    progress.step();
  }
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const life of shuffled(lives)) {
      life.side.turns.push(await turnOf(life, pace.slice));
      progress.step();
    }
  }
  for (const { side, server, residentBefore } of lives) {
    const { pid } = server;
    side.memory.push({ peak: peakMegabytes(pid), before: residentBefore, after: residentMegabytes(pid) });
  }
  await Promise.all(lives.map(({ server }) => server.stop()));
}

async function prepare(side: Side, { connections, runtime }: LifeOptions): Promise<Life> {
  const { contender } = side;
  const server = await ServerUnderTest.start(contender, runtime);
  const clients: Client[] = [];
  for (let client = 0; client < connections; client += 1) {
    clients.push(await contender.makeClient(server.port, `ada-${client}`));
  }
  return { side, server, clients, residentBefore: residentMegabytes(server.pid) };
}

/** On a busy machine a server gets a share of a core alone, so half of the time must have been its own. */
async function warmUp({ server, clients }: Life, milliseconds: number): Promise<void> {
  const start = performance.now();
  const usedBefore = cpuMicroseconds(server.pid);
  for (let used = 0; used < milliseconds / 2; used = (cpuMicroseconds(server.pid) - usedBefore) / 1000) {
    await load(server.port, clients, Math.max(WARM_UP_STEP_MS, milliseconds - (performance.now() - start)));
  }
}

async function turnOf({ server, clients, side: { contender } }: Life, milliseconds: number): Promise<Turn> {
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

function summarise({ contender, turns, memory }: Side, reference: Side): Measured {
  const against = (compare: (turn: Turn, other: Turn) => number) =>
    spread(turns.map((turn, round) => compare(turn, reference.turns[round] ?? turn)));
  const latencies = turns.flatMap((turn) => turn.latencies);
  const ofMemory = (field: keyof Memory) => median(memory.map((one) => one[field]));
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
    peak: ofMemory("peak"),
    resident: { before: ofMemory("before"), after: ofMemory("after") },
  };
}
