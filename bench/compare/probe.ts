import { setTimeout as pause } from "node:timers/promises";
import { HttpConnection } from "./HttpConnection.js";

const CONNECTIONS = 20;
const GAP_MS = 10;

/**
 * Asks a hundred times a second, whatever the answers do, until the work is done: somebody who uses the product meanwhile.
 * Answers latencies in milliseconds. What waits for its connection waits for the server, so that counts too.
 */
export async function probeDuring(port: number, request: Buffer, work: Promise<unknown>): Promise<number[]> {
  let done = false;
  const end = work.finally(() => {
    done = true;
  });
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => HttpConnection.open(port)));
  const start = performance.now();
  const latencies: number[] = [];
  const asking = connections.map(async (connection, index) => {
    for (let due = start + index * GAP_MS; !done; due += CONNECTIONS * GAP_MS) {
      const early = due - performance.now();
      if (early > 0) await pause(early);
      // A timer that fires late is the fault of this process.
      const from = early > 0 ? performance.now() : due;
      const { status } = await connection.send(request);
      if (status !== 200) throw new Error(`A protected route answered ${status}.`);
      latencies.push(performance.now() - from);
    }
    connection.close();
  });
  await Promise.all([end, ...asking]);
  return latencies;
}
