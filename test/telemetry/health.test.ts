import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.js";
import { configFromOptions } from "../../src/config/index.js";
import { createContainer } from "../../src/container.js";
import { listen } from "../../src/serve/httpServer.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { migrations } from "../../src/stores/sqlite/migrations/index.js";
import { startTestServer } from "../support/http/testServer.js";
import { startLatchkey } from "../support/process/latchkeyProcess.js";
import { temporaryDatabase } from "../support/store/sqliteFolder.js";
import { untilRefused } from "../support/store/untilRefused.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

async function health(origin: string, probe: "live" | "ready") {
  const response = await fetch(`${origin}/health/${probe}`);
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code, retryAfter: response.headers.get("retry-after") };
}

const FINE = { status: 200, code: undefined, retryAfter: null };

test("a store that is down makes the process not ready, and it lives all the same, without asking the store", async () => {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  await server.quiet();
  server.probe.breakWith(new StoreUnavailableError("gone"));
  expect(await health(server.origin, "ready")).toEqual({ status: 503, code: "STORE_UNAVAILABLE", retryAfter: "2" });
  server.probe.reset();
  expect(await health(server.origin, "live")).toEqual(FINE);
  expect(server.probe.calls).toEqual([]);
  server.probe.heal();
  expect(await health(server.origin, "ready")).toEqual(FINE);
});

test("migrations that cannot run yet make it not ready; once they have run it is", async () => {
  const path = temporaryDatabase();
  const holder = new Database(path);
  onTestFinished(() => void holder.close());
  holder.pragma("journal_mode = WAL");
  holder.exec("BEGIN EXCLUSIVE");
  const store = createSqliteStore({ path, lockWaitMs: 50 });
  const container = createContainer(configFromOptions({ databaseUrl: `sqlite:${path}`, logLevel: "silent" }), {
    store,
  });
  const server = createServer(createApp(container));
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await container.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  expect(await health(origin, "ready")).toMatchObject({ status: 503, code: "STORE_UNAVAILABLE" });
  expect(await health(origin, "live")).toEqual(FINE);
  holder.exec("ROLLBACK");
  expect(await health(origin, "ready")).toEqual(FINE);
  expect(holder.prepare("SELECT count(*) FROM migrations").pluck().get()).toBe(migrations.length);
});

test("a process that was stopped is no longer ready, and lives until its last answer is sent", async () => {
  const server = await startLatchkey(temporaryFolder());
  const [ready, live] = [await aBegunRequest(server.port), await aBegunRequest(server.port)];
  expect(await health(server.origin, "ready")).toEqual(FINE);
  const ended = server.end("SIGTERM");
  await untilRefused(server.port);

  expect(await finish(ready, "/health/ready")).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"SHUTTING_DOWN"/);
  expect(await finish(live, "/health/live")).toMatch(/^HTTP\/1\.1 200 /);
  expect(await ended).toBe(0);
});

/** A connection that has sent a method, so that it counts as busy when the server closes those that idle. */
async function aBegunRequest(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("GET ");
  return socket;
}

async function finish(socket: Socket, path: string): Promise<string> {
  socket.write(`${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}
