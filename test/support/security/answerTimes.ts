import { randomInt } from "node:crypto";
import type { TestResponse } from "../http/TestClient.js";
import type { TestServer } from "../http/testServer.js";

/** What the server begins once it knows its answer, and what no answer waits for. */
export const AFTERWARDS: ReadonlySet<string> = new Set(["audit.append", "queue.claim"]);

const WARM_UP = 5;

/**
 * The milliseconds of some kinds of requests, as many of each, in an order that is random as a whole. So whatever the machine
 * does meanwhile is chance for every kind, and so is which kind comes before. In rounds of one each, none would come after
 * its own kind, and what one leaves behind would be taken for a property of the others.
 *
 * @param kinds each sends one request and answers how long it took; the first few are sent before, to warm up
 */
export async function timesOf<Kind extends string>(
  kinds: Readonly<Record<Kind, () => Promise<number>>>,
  rounds: number,
): Promise<Record<Kind, number[]>> {
  const all = Object.entries<() => Promise<number>>(kinds).map(([kind, send]) => ({
    kind,
    send,
    times: [] as number[],
  }));
  for (const { send } of shuffled(repeated(all, WARM_UP))) await send();
  for (const { send, times } of shuffled(repeated(all, rounds))) times.push(await send());
  // Object.fromEntries forgets that every kind is there.
  return Object.fromEntries(all.map(({ kind, times }) => [kind, times])) as Record<Kind, number[]>;
}

/**
 * How long an answer takes, and which it is. Client and server share a process here: what the server does after its answer
 * is held back until the client has it, or it would be measured too. It is finished before the next request.
 */
export async function timedAnswer(server: TestServer, send: () => Promise<TestResponse>) {
  let arrived = () => {};
  const answered = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  server.probe.before((verb) => (AFTERWARDS.has(verb) ? answered : undefined));
  const start = performance.now();
  const response = await send();
  const time = performance.now() - start;
  arrived();
  server.probe.heal();
  await server.container.background.drain();
  return { time, response };
}

function repeated<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, () => items).flat();
}

function shuffled<T>(items: readonly T[]): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(randomInt(rest.length), 1));
}
