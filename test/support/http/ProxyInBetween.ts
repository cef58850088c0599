import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to one request on its way: nothing, unless a rule says so. */
export interface Fate {
  /** The request waits for it before the server sees it. */
  readonly hold?: Promise<unknown>;
  /** The server never sees the request; the connection breaks. */
  readonly cut?: true;
  /** The answer waits for it. The server has done its work by then. */
  readonly delay?: Promise<unknown>;
  /** The server has done its work; the connection breaks instead of an answer. */
  readonly loseAnswer?: true;
  /** The head of the answer and half of its body arrive; then the connection breaks. */
  readonly cutAnswer?: true;
  /** Gets what sends a copy of the request, now or later. What the server answers to the copy reaches nobody. */
  readonly copy?: (send: () => Promise<unknown>) => void;
  /** Answered by the proxy itself, as a load balancer without a server would. */
  readonly status?: number;
}

/** Says what happens to a request; called once for each, in the order of their arrival. */
export type Rule = (request: { method: string; path: string; nth: number }) => Fate;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** A proxy that a test controls: it loses, delays and reorders answers, and its server may come and go. */
export class ProxyInBetween {
  /** Every request that arrived, such as `POST /api/v1/auth/refresh-token`. */
  readonly seen: string[] = [];
  private readonly server: Server;
  private rule: Rule = () => ({});
  private listener: (answer: Answer) => void = () => {};
  private targetPort = 0;

  private constructor() {
    this.server = createServer((req, res) => void this.carry(req, res));
  }

  static async start(): Promise<ProxyInBetween> {
    const proxy = new ProxyInBetween();
    await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** As browsers see it. `localhost` is a secure context on http too. */
  get origin(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Where requests go from now on. */
  forwardTo(port: number): void {
    this.targetPort = port;
  }

  follow(rule: Rule): void {
    this.rule = rule;
  }

  /** Sees every answer of the server, even one that it does not pass on. */
  overhear(listener: (answer: Answer) => void): void {
    this.listener = listener;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async carry(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [method, path] = [req.method ?? "", req.url ?? ""];
    this.seen.push(`${method} ${path}`);
    const nth = this.seen.filter((line) => line === `${method} ${path}`).length;
    const fate = this.rule({ method, path, nth });
    try {
      const body = await readAll(req);
      await fate.hold;
      if (fate.cut) return void res.destroy();
      if (fate.status !== undefined) return void res.writeHead(fate.status, { "retry-after": "1" }).end();
      fate.copy?.(() => this.ask(req, body));
      const answer = await this.ask(req, body);
      await fate.delay;
      if (fate.loseAnswer) return void res.destroy();
      res.writeHead(answer.status, answer.headers);
      if (fate.cutAnswer) res.write(answer.body.subarray(0, answer.body.length / 2), () => res.destroy());
      else res.end(answer.body);
    } catch {
      // The server is away: a client sees a broken connection.
      res.destroy();
    }
  }

  private async ask(req: IncomingMessage, body: Buffer): Promise<Answer> {
    const { method, url, headers } = req;
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request({ host: "127.0.0.1", port: this.targetPort, method, path: url, headers }, resolve);
      outgoing.on("error", reject);
      outgoing.end(body);
    });
    const answer = { status: incoming.statusCode ?? 502, headers: incoming.headers, body: await readAll(incoming) };
    this.listener(answer);
    return answer;
  }
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
