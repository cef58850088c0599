import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface MongoProxy {
  readonly port: number;
  /** Takes requests and passes none on. */
  swallowRequests(): void;
  /** Passes requests on and gives no answer back. */
  swallowAnswers(): void;
  forward(): void;
  close(): Promise<void>;
}

/** A proxy before a server on a loopback port, which accepts connections but can stop to pass their data on. */
export async function startMongoProxy(serverPort: number): Promise<MongoProxy> {
  let passRequests = true;
  let passAnswers = true;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    client.on("data", (data) => passRequests && upstream.write(data));
    upstream.on("data", (data) => passAnswers && client.write(data));
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
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
