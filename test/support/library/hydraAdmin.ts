import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

interface Call {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What a login app meets of Hydra 2.3's admin API: requests wait under a challenge, are answered once, and afterwards are 410.
 * A real Hydra has answered the same calls by hand: docs/guides/providers/hydra.md.
 */
export class HydraAdmin {
  /** What Hydra says of each challenge. */
  readonly requests = new Map<string, object>();
  /** Every change, in order. */
  readonly calls: Call[] = [];
  readonly #answered = new Set<string>();

  /** Listens until the test ends. Answers its address. */
  async listen(): Promise<string> {
    const server = createServer(async (req, res) => {
      const answer = this.#answer(req.method ?? "", req.url ?? "", await text(req));
      res.writeHead(answer.status, { "Content-Type": "application/json" });
      res.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  #answer(method: string, url: string, body: string): { status: number; body?: object } {
    const path = url.replace("/admin/oauth2/auth/", "");
    if (method !== "GET") this.calls.push({ path, body: body === "" ? {} : JSON.parse(body) });
    if (method === "DELETE") return { status: 204 };
    const challenge = new URLSearchParams(path.split("?")[1]).values().next().value ?? "";
    const request = this.requests.get(challenge);
    if (request === undefined) return { status: 404, body: { error: "not_found" } };
    const redirect = { redirect_to: `http://hydra.test/after-${challenge}` };
    if (method === "GET" && !this.#answered.has(challenge)) return { status: 200, body: request };
    this.#answered.add(challenge);
    return { status: method === "GET" ? 410 : 200, body: redirect };
  }
}
