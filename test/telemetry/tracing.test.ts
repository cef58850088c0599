import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/serve/httpServer.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { anAccount, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { createMemoryStore } from "../support/memoryStore/index.js";
import { type RecordedSpan, recordSpans } from "../support/telemetry/recordedSpans.js";

const spans = recordSpans();

beforeEach(() => {
  spans.length = 0;
});

async function aServer(options = {}) {
  const server = await startTestServer(options, { store: createMemoryStore() });
  onTestFinished(() => server.close());
  await server.quiet();
  spans.length = 0;
  return server;
}

type Server = Awaited<ReturnType<typeof aServer>>;

/** The span of the one request of a test, when it and all that it set going have ended. */
async function requestSpan({ container }: Server): Promise<RecordedSpan> {
  await container.background.drain();
  await expect.poll(() => spans.filter(({ isEnded }) => !isEnded)).toEqual([]);
  const roots = spans.filter(({ attributes }) => "http.request.method" in attributes);
  expect(roots).toHaveLength(1);
  return roots[0] as RecordedSpan;
}

test("a sign-in is one trace: the request, under it its hash and its calls of the store", async () => {
  const server = await aServer();
  const user = await anAccount(server);
  await new TestClient(server.api).post("/auth/login", { username: user.username, password: PASSWORD });

  const root = await requestSpan(server);
  expect(root).toMatchObject({ name: "POST /auth/login", kind: SpanKind.SERVER, parentId: null, status: null });
  expect(root.attributes).toEqual({
    "http.request.method": "POST",
    "http.route": "/auth/login",
    "http.response.status_code": 200,
  });
  const children = spans.filter(({ parentId }) => parentId === root.id);
  expect(children.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["users.byLogin", "password hash", "sessions.create", "audit.append"]),
  );
  const call = children.find(({ name }) => name === "users.byLogin");
  expect(call?.kind).toBe(SpanKind.CLIENT);
  expect(call?.attributes).toEqual({ "db.system.name": "sqlite", "db.operation.name": "users.byLogin" });
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));
});

test("no span holds the id of a user or a session, a name, an address or a token", async () => {
  const server = await aServer();
  const { client, user, ...secrets } = await aSignedInUser(server);
  await client.get("/users/activity?before=0192f0c0-0000-7000-8000-00000000000a");
  await client.post("/auth/refresh-token");
  await client.send("DELETE", `/auth/sessions/${secrets.sessionId}`);
  await expect.poll(() => spans.filter(({ isEnded }) => !isEnded)).toEqual([]);

  const text = JSON.stringify(spans);
  expect(spans.length).toBeGreaterThan(8);
  for (const secret of [user._id, user.username, user.email, "0192f0c0", "127.0.0.1", ...Object.values(secrets)]) {
    expect(text).not.toContain(secret);
  }
});

test("a store that is down marks its span and the request's, by the kind of the error and without its message", async () => {
  const server = await aServer();
  const { client } = await aSignedInUser(server);
  await server.quiet();
  spans.length = 0;
  server.probe.breakWith(new StoreUnavailableError("a message that may quote what somebody typed"));
  await client.get("/users/profile");
  server.probe.heal();

  const root = await requestSpan(server);
  expect(root.status?.code).toBe(SpanStatusCode.ERROR);
  expect(root.attributes).toMatchObject({ "http.response.status_code": 503, "error.type": "503" });
  const call = spans.find(({ name }) => name === "authState");
  expect(call).toMatchObject({ status: { code: SpanStatusCode.ERROR }, parentId: root.id });
  expect(call?.attributes["error.type"]).toBe("StoreUnavailableError");
  expect(JSON.stringify(spans)).not.toContain("somebody typed");
});

test("a refusal is no error of the server", async () => {
  const server = await aServer();
  await new TestClient(server.api).get("/users/profile");
  const root = await requestSpan(server);
  expect(root.status).toBeNull();
  expect(root.attributes["http.response.status_code"]).toBe(401);
});

test("a trace that began elsewhere is continued", async () => {
  const server = await aServer();
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  await fetch(`${server.origin}/health/live`, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
  expect(await requestSpan(server)).toMatchObject({ traceId, parentId: "00f067aa0ba902b7", kind: SpanKind.SERVER });
});

test("where the host traces its server itself, the request is a part of that span", async () => {
  const server = await aServer();
  const host = trace.getTracer("host").startSpan("GET");
  const traced = createServer((req, res) => {
    context.with(trace.setSpan(context.active(), host), () => server.app(req, res));
  });
  await listen(traced, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => void traced.close());
  const { port } = traced.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}/health/live`);
  host.end();
  expect(await requestSpan(server)).toMatchObject({ kind: SpanKind.INTERNAL, parentId: host.spanContext().spanId });
});

test("METRICS=off makes no span and counts no request", async () => {
  const server = await aServer({ metrics: "off" });
  await new TestClient(server.api).get("/auth/password-policy");
  await server.quiet();
  expect(spans).toEqual([]);
  expect(await server.container.metrics.render()).not.toContain("latchkey_http_requests_total{");
});
