import type { Contender, Scenario } from "../compare/contenders.js";
import { HttpConnection } from "../compare/HttpConnection.js";
import type { Client } from "../compare/load.js";
import type { Progress } from "../compare/progress.js";
import { ServerUnderTest } from "../compare/ServerUnderTest.js";
import { median, quantile, shuffled } from "../statistics.js";
import type { Wait } from "./growthResults.js";

const ROUNDS = 8;
const REQUESTS = 25;
/** A request that takes seconds is not made so often. */
const TURN_MS = 2000;

interface Side {
  readonly name: string;
  readonly server: ServerUnderTest;
  readonly client: Client;
  readonly times: number[];
  /** The status that ended it: a database that takes too long is one that is unavailable. */
  failed: number | null;
}

/** How long a lone client waits for each kind of request, on each size in turn. The first round warms up. */
export async function measureWaits(scenarios: readonly Scenario[], progress: Progress): Promise<Wait[]> {
  const waits: Wait[] = [];
  for (const scenario of scenarios) waits.push(...(await waitsOf(scenario, progress)));
  return waits;
}

async function waitsOf({ title, contenders }: Scenario, progress: Progress): Promise<Wait[]> {
  progress.begin(title, contenders.length * (ROUNDS + 1));
  const sides = await Promise.all(contenders.map(prepare));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const side of shuffled(sides)) {
      const times = side.failed === null ? await timesOf(side) : [];
      if (round > 0) side.times.push(...times);
      progress.step();
    }
  }
  await Promise.all(sides.map(({ server }) => server.stop()));
  progress.end();
  return sides.map(({ name, times, failed }) => ({
    request: title,
    name,
    count: times.length,
    failed,
    p50: median(times),
    p99: quantile(times, 0.99),
  }));
}

async function prepare(contender: Contender): Promise<Side> {
  const server = await ServerUnderTest.start(contender);
  const client = await contender.makeClient(server.port, contender.name);
  return { name: contender.name, server, client, times: [], failed: null };
}

async function timesOf(side: Side): Promise<number[]> {
  const { client, server } = side;
  const connection = await HttpConnection.open(server.port);
  const times: number[] = [];
  const end = performance.now() + TURN_MS;
  while (times.length < REQUESTS && performance.now() < end) {
    const start = performance.now();
    const answer = await connection.send(client.request());
    if (answer.status !== 200) {
      side.failed = answer.status;
      break;
    }
    times.push(performance.now() - start);
    client.answered?.(answer);
  }
  connection.close();
  return times;
}
