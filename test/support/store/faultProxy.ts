import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How the answers of a database begin and end. */
export interface Protocol {
  /** For each connection: cuts the bytes from the server into whole answers; the last call passes on what is left. */
  answersOf(): { of(data: Buffer): Answer[]; rest(): Buffer };
  /** An answer to a request that the proxy gives itself, or `null` to pass the request on. */
  answer?(request: Buffer): Buffer | null;
}

export interface Answer {
  readonly data: Buffer;
  /** Greets or watches the server: no command of the store. */
  readonly isGreeting: boolean;
}

/** A proxy before a database server on a loopback port, which accepts connections but can stop to pass their data on. */
export interface FaultProxy {
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
  /** Holds the nth answer from now on back until the work is done; what greets and watches the server is not counted. */
  beforeNthAnswer(nth: number, work: () => Promise<unknown>): void;
  /**
   * Loses the nth answer from now on, with its connection; what greets and watches the server is not counted. What it answers
   * takes that back, and answers whether it has happened.
   */
  loseNthAnswer(nth: number): () => boolean;
  /** Each answer takes so many milliseconds longer. */
  slowDown(milliseconds: number): void;
  /** Breaks every connection; others can be made at once. */
  cut(): void;
  close(): Promise<void>;
}

const nothing = async (_client: Socket): Promise<unknown> => undefined;
const lose = async (client: Socket): Promise<unknown> => client.destroy();

export async function startFaultProxy(serverPort: number, protocol: Protocol): Promise<FaultProxy> {
  let passRequests = true;
  let passAnswers = true;
  let held = { text: "", work: nothing };
  let delay = 0;
  let counted = { left: 0, work: nothing };
  const requests: Buffer[] = [];
  const sockets = new Set<Socket>();

  async function passOn({ data, isGreeting }: Answer, client: Socket): Promise<void> {
    if (held.text !== "" && data.includes(held.text)) {
      const { work } = held;
      held = { text: "", work: nothing };
      await work(client);
    }
    if (counted.left > 0 && !isGreeting) {
      counted.left -= 1;
      if (counted.left === 0) await counted.work(client);
    }
    if (delay > 0) await sleep(delay);
    if (passAnswers) client.write(data);
  }

  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    const answers = protocol.answersOf();
    // In turn: an answer that is held back is not overtaken.
    let passed = Promise.resolve();
    client.on("data", (data) => {
      requests.push(data);
      const own = protocol.answer?.(data) ?? null;
      if (own !== null) client.write(own);
      else if (passRequests) upstream.write(data);
    });
    upstream.on("data", (data) => {
      for (const answer of answers.of(data)) passed = passed.then(() => passOn(answer, client));
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("close", () => upstream.destroy());
    upstream.on("close", async () => {
      await passed;
      if (passAnswers) client.write(answers.rest());
      client.destroySoon();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

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
      held = { text, work: lose };
    },
    beforeNthAnswer(nth, work) {
      counted = { left: nth, work };
    },
    loseNthAnswer(nth) {
      counted = { left: nth, work: lose };
      return () => {
        const isLost = counted.left === 0;
        counted.left = 0;
        return isLost;
      };
    },
    slowDown(milliseconds) {
      delay = milliseconds;
    },
    cut,
    async close() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
