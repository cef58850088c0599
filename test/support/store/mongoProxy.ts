import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface MongoProxy {
  readonly port: number;
  /** What the client has sent, piece by piece. */
  readonly requests: Buffer[];
  /** Takes requests and passes none on. */
  swallowRequests(): void;
  /** Passes requests on and gives no answer back. */
  swallowAnswers(): void;
  forward(): void;
  /** Holds the next answer that contains the text back until the work is done. */
  beforeAnswer(text: string, work: () => Promise<unknown>): void;
  /** Loses the next answer that contains the text, with its connection; others can be made at once. */
  loseAnswer(text: string): void;
  /**
   * Loses the nth answer from now on, with its connection; what greets and watches the server is not counted. What it answers
   * takes that back, and answers whether it has happened.
   */
  loseNthAnswer(nth: number): () => boolean;
  /** Each answer takes so many milliseconds longer. */
  slowDown(milliseconds: number): void;
  close(): Promise<void>;
}

/** In the answer to `hello`, with which a driver opens a connection and watches the server. */
const GREETING = /is(Writable)?(Primary|master)/i;

const nothing = async (_client: Socket): Promise<unknown> => undefined;

/** A proxy before a server on a loopback port, which accepts connections but can stop to pass their data on. */
export async function startMongoProxy(serverPort: number): Promise<MongoProxy> {
  let passRequests = true;
  let passAnswers = true;
  let held = { text: "", work: nothing };
  let delay = 0;
  let answersUntilLoss = 0;
  const requests: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    client.on("data", (data) => {
      requests.push(data);
      if (passRequests) upstream.write(data);
    });
    upstream.on("data", async (data) => {
      if (held.text !== "" && data.includes(held.text)) {
        const { work } = held;
        held = { text: "", work: nothing };
        await work(client);
      }
      if (answersUntilLoss > 0 && !GREETING.test(data.toString("latin1"))) {
        answersUntilLoss -= 1;
        if (answersUntilLoss === 0) client.destroy();
      }
      // A connection carries one command at a time: its answers cannot overtake each other.
      if (delay > 0) await sleep(delay);
      if (passAnswers) client.write(data);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");

  return {
    port: address.port,
    requests,
    swallowRequests() {
      passRequests = false;
    },
    swallowAnswers() {
      passAnswers = false;
    },
    forward() {
      passRequests = true;
      passAnswers = true;
    },
    beforeAnswer(text, work) {
      held = { text, work };
    },
    loseAnswer(text) {
      held = { text, work: async (client) => client.destroy() };
    },
    loseNthAnswer(nth) {
      answersUntilLoss = nth;
      return () => {
        const isLost = answersUntilLoss === 0;
        answersUntilLoss = 0;
        return isLost;
      };
    },
    slowDown(milliseconds) {
      delay = milliseconds;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
