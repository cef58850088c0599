import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

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
  close(): Promise<void>;
}

const nothing = async (_client: Socket): Promise<unknown> => undefined;

/** A proxy before a server on a loopback port, which accepts connections but can stop to pass their data on. */
export async function startMongoProxy(serverPort: number): Promise<MongoProxy> {
  let passRequests = true;
  let passAnswers = true;
  let held = { text: "", work: nothing };
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
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
