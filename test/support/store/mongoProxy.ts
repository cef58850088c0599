import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { mongo } from "mongoose";

export interface MongoProxy {
  readonly port: number;
  /** A URL of the server, through the proxy. The driver stays there: a replica set would name its own address. */
  urlOf(serverUrl: string): string;
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
  /** Answers a command itself instead of passing it on, the next `times` times. */
  answer(command: string, document: object, times?: number): void;
  /** Each answer takes so many milliseconds longer. */
  slowDown(milliseconds: number): void;
  close(): Promise<void>;
}

/** In the answer to `hello`, with which a driver opens a connection and watches the server. */
const GREETING = /is(Writable)?(Primary|master)/i;

const nothing = async (_client: Socket): Promise<unknown> => undefined;

/** A message has a header of 16 bytes that ends with the kind of message. In an OP_MSG the command follows 5 bytes later. */
const HEADER = { requestId: 4, responseTo: 8, opCode: 12, length: 16 };
const OP_MSG = 2013;
const COMMAND_OFFSET = HEADER.length + 5;

/** The command that a request holds, or `null` for the older kind of message that greets a server. */
export function commandOf(request: Buffer): mongo.BSON.Document | null {
  if (request.readInt32LE(HEADER.opCode) !== OP_MSG) return null;
  const command = request.subarray(COMMAND_OFFSET);
  return mongo.BSON.deserialize(command.subarray(0, command.readInt32LE(0)));
}

function commandNameOf(request: Buffer): string | undefined {
  return Object.keys(commandOf(request) ?? {})[0];
}

function answerTo(request: Buffer, document: object): Buffer {
  const body = mongo.BSON.serialize(document);
  const message = Buffer.alloc(COMMAND_OFFSET + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(request.readInt32LE(HEADER.requestId), HEADER.responseTo);
  message.writeInt32LE(OP_MSG, HEADER.opCode);
  message.set(body, COMMAND_OFFSET);
  return message;
}

/** A proxy before a server on a loopback port, which accepts connections but can stop to pass their data on. */
export async function startMongoProxy(serverPort: number): Promise<MongoProxy> {
  let passRequests = true;
  let passAnswers = true;
  let held = { text: "", work: nothing };
  let delay = 0;
  let answersUntilLoss = 0;
  let own = { command: "", document: {}, left: 0 };
  const requests: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    client.on("data", (data) => {
      requests.push(data);
      if (own.left > 0 && commandNameOf(data) === own.command) {
        own.left -= 1;
        client.write(answerTo(data, own.document));
        return;
      }
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
    urlOf(serverUrl) {
      const url = new URL(serverUrl);
      url.port = `${address.port}`;
      url.searchParams.set("directConnection", "true");
      return url.href;
    },
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
    answer(command, document, times = 1) {
      own = { command, document, left: times };
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
