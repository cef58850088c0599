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
const TURN_MS = 3000;

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
    for (const { port, client, times } of shuffled(sides)) {
      const found = await timesOf(port, client);
      if (round > 0) times.push(...found);
      progress.step();
    }
  }
  await Promise.all(sides.map(({ server }) => server.stop()));
  progress.end();
  return sides.map(({ name, times }) => ({
    request: title,
    name,
    count: times.length,
    p50: median(times),
    p99: quantile(times, 0.99),
  }));
}

async function prepare(contender: Contender) {
  const server = await ServerUnderTest.start(contender);
  const client = await contender.makeClient(server.port, contender.name);
  const times: number[] = [];
  return { name: contender.name, server, port: server.port, client, times };
}

async function timesOf(port: number, client: Client): Promise<number[]> {
  const connection = await HttpConnection.open(port);
  const times: number[] = [];
  const end = performance.now() + TURN_MS;
  while (times.length < REQUESTS && performance.now() < end) {
    const start = performance.now();
    const answer = await connection.send(client.request());
    times.push(performance.now() - start);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 300)}`);
    client.answered?.(answer);
  }
  connection.close();
  return times;
}
