import { type Answer, HttpConnection } from "./HttpConnection.js";

/** One client's conversation: the next request may depend on the last answer. */
export interface Client {
  request(): Buffer;
  /** Hears each answer of 200. */
  answered?(answer: Answer): void;
}

export interface Slice {
  readonly requests: number;
  /** Of each request, in milliseconds. */
  readonly latencies: readonly number[];
  /** How long it all took, in milliseconds. */
  readonly time: number;
}

/**
 * Lets every client send, wait and send again until the time is over.
 *
 * @throws when an answer is not 200: an error is cheap to give, and would pass for speed
 */
export async function load(port: number, clients: readonly Client[], milliseconds: number): Promise<Slice> {
  const connections = await Promise.all(clients.map(() => HttpConnection.open(port)));
  const start = performance.now();
  const latencies = await Promise.all(
    connections.map((connection, index) => converse(connection, clients[index], start + milliseconds)),
  );
  const time = performance.now() - start;
  for (const connection of connections) connection.close();
  const all = latencies.flat();
  return { requests: all.length, latencies: all, time };
}

async function converse(connection: HttpConnection, client: Client | undefined, end: number): Promise<number[]> {
  const latencies: number[] = [];
  if (client === undefined) return latencies;
  for (let start = performance.now(); start < end; ) {
    const answer = await connection.send(client.request());
    const now = performance.now();
    latencies.push(now - start);
    start = now;
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 300)}`);
    client.answered?.(answer);
  }
  return latencies;
}
