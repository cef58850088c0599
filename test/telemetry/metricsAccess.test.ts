import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/serve/httpServer.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { startTestServer } from "../support/http/testServer.js";
import { createMemoryStore } from "../support/memoryStore/index.js";

const TOKEN = "metrics-token-of-the-tests-0123456789";

async function aServer(options = {}) {
  const server = await startTestServer(options, { store: createMemoryStore(), metrics: true });
  onTestFinished(() => server.close());
  return server;
}

async function statusOf(origin: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${origin}/metrics`, { headers });
  await response.text();
  return response.status;
}

test("without a token any client on this machine reads them, in Prometheus' format, and nobody may cache them", async () => {
  const { origin } = await aServer();
  const response = await fetch(`${origin}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.text()).toContain("# TYPE latchkey_http_requests_total counter");
  expect((await fetch(`${origin}/metrics`, { method: "POST" })).status).toBe(405);
});

test("behind a proxy on this machine that adds no header, only a token reads them", async () => {
  // The proxy's socket is a loopback one, and its request looks like that of this machine.
  const { origin } = await aServer({ publicUrl: "https://auth.example.com" });
  expect(await statusOf(origin)).toBe(404);
  const guarded = await aServer({ publicUrl: "https://auth.example.com", metricsToken: TOKEN });
  expect(await statusOf(guarded.origin, { authorization: `Bearer ${TOKEN}` })).toBe(200);
});

test.each([
  ["localhost", 200],
  ["localhost:3000", 200],
  ["127.0.0.1:3000", 200],
  ["[::1]:3000", 200],
  ["a-tunnel.example", 404],
  ["localhost.example", 404],
  ["192.168.0.7:3000", 404],
])("a tunnel into the internet passes on the name that a stranger typed: Host %s is %i", async (host, status) => {
  const { origin } = await aServer();
  const answer = await rawRequest(origin, { path: "/metrics", headers: { host } });
  expect(answer.status).toBe(status);
});

test("what came through a proxy on this machine is not from this machine", async () => {
  const { origin } = await aServer({ trustProxy: 1 });
  for (const name of ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Host", "Via"]) {
    expect([name, await statusOf(origin, { [name]: "127.0.0.1" })]).toEqual([name, 404]);
  }
});

test("a client elsewhere that claims to be on this machine is refused", async (context) => {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((card) => card?.family === "IPv4" && !card.internal);
  if (outer === undefined) return context.skip("This machine has no address but loopback.");
  const { app } = await aServer({ trustProxy: 1 });
  const server = createServer(app);
  await listen(server, { host: "0.0.0.0", port: 0 });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await statusOf(`http://127.0.0.1:${port}`)).toBe(200);
  expect(await statusOf(`http://${outer.address}:${port}`)).toBe(404);
  expect(await statusOf(`http://${outer.address}:${port}`, { "x-forwarded-for": "127.0.0.1" })).toBe(404);
});

test("a token is needed where one is set, on this machine too, and a refusal looks like a path that is none", async () => {
  const { origin } = await aServer({ metricsToken: TOKEN });
  expect(await statusOf(origin, { authorization: `Bearer ${TOKEN}` })).toBe(200);
  expect(await statusOf(origin, { authorization: `Bearer ${TOKEN}`, "x-forwarded-for": "192.0.2.1" })).toBe(200);
  for (const authorization of [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN, "Bearer"]) {
    expect(await statusOf(origin, { authorization })).toBe(404);
  }
  expect(await statusOf(origin)).toBe(404);
  const [refused, unknown] = await Promise.all(
    ["/metrics", "/nothing"].map(async (path) => (await fetch(origin + path)).json()),
  );
  expect(refused).toEqual(unknown);
});

test("two Authorization headers are none", async () => {
  const { origin } = await aServer({ metricsToken: TOKEN });
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  const header = `Authorization: Bearer ${TOKEN}\r\n`;
  socket.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}${header}\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
});
