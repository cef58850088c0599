import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Echo {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An API of somebody's own, guarded by Latchkey. It answers what it was asked, and remembers it. */
export async function startOwnApi(latchkeyApi: string) {
  const seen: Echo[] = [];
  const server = createServer(async (req, res) => {
    const echo = { method: req.method ?? "", headers: req.headers, body: await text(req) };
    seen.push(echo);
    const { authorization = "", cookie = "" } = req.headers;
    const guard = await fetch(`${latchkeyApi}/users/profile`, {
      headers: { ...(authorization && { authorization }), ...(cookie && { cookie }) },
    });
    const answer = req.url === "/of-another-make" ? { status: 401, body: "Who are you?" } : null;
    res.writeHead(answer?.status ?? guard.status);
    res.end(answer?.body ?? (guard.ok ? JSON.stringify(echo) : await guard.text()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, seen };
}
