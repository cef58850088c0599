import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { migrations } from "../../src/stores/sqlite/migrations/index.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { failureOf, spawnLatchkey, startLatchkey } from "../support/process/latchkeyProcess.js";
import { printed } from "../support/process/serverProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

/** Sends one request over an agent and waits for its answer; the connection stays open as the agent keeps it. */
async function statusOver(agent: Agent, url: string): Promise<number | undefined> {
  const sent = request(url, { agent });
  sent.end();
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

async function register(api: string) {
  const registration = aRegistration();
  const { status } = await new TestClient(api).post("/auth/register", registration);
  expect(status).toBe(201);
  return registration;
}

describe("the data", () => {
  test("lies in the working directory, wherever the program is, and is there after a restart", async () => {
    const folder = temporaryFolder();
    const first = await startLatchkey(folder);
    const { username, password } = await register(first.api);
    expect(readdirSync(folder)).toEqual(["data"]);
    expect(readdirSync(join(folder, "data"))).toEqual(expect.arrayContaining(["latchkey.db", "secrets.json"]));
    expect(await first.end("SIGTERM")).toBe(0);

    const again = await startLatchkey(folder);
    expect((await new TestClient(again.api).post("/auth/login", { username, password })).status).toBe(200);
  });

  test("after an orderly end is one file: nothing waits in the write-ahead log", async () => {
    const folder = temporaryFolder();
    const server = await startLatchkey(folder);
    await register(server.api);
    expect(await server.end("SIGTERM")).toBe(0);
    const database = readdirSync(join(folder, "data")).filter((file) => file.startsWith("latchkey.db"));
    expect(database).toEqual(["latchkey.db"]);
  });

  test("is migrated once by processes that start at once on an empty folder", async () => {
    const folder = temporaryFolder();
    const servers = await Promise.all([1, 2, 3].map(() => startLatchkey(folder)));
    for (const { api } of servers) await register(api);
    const database = new Database(join(folder, "data/latchkey.db"), { readonly: true });
    const applied = database.prepare("SELECT version FROM migrations ORDER BY version").pluck().all();
    expect(applied).toEqual(migrations.map(({ version }) => version));
    expect(database.prepare("SELECT count(*) FROM users").pluck().get()).toBe(3);
    database.close();
    expect(await Promise.all(servers.map((server) => server.end("SIGTERM")))).toEqual([0, 0, 0]);
  });
});

describe("a signal to end", () => {
  // Also one that comes in the very moment in which the server says that it listens.
  test.each(["SIGTERM", "SIGINT"] as const)("%s ends an idle server with 0", async (signal) => {
    const server = await startLatchkey(temporaryFolder());
    expect(await server.end(signal)).toBe(0);
  });

  test("closes connections that are kept alive and idle", async () => {
    const server = await startLatchkey(temporaryFolder());
    const agent = new Agent({ keepAlive: true });
    expect(await statusOver(agent, `${server.origin}/health/live`)).toBe(200);
    const [idle] = Object.values(agent.freeSockets).flat();
    if (idle === undefined) throw new Error("The connection was not kept.");
    const closed = once(idle, "close");
    expect(await server.end("SIGTERM")).toBe(0);
    await closed;
  });
});

test("an idle connection is kept for longer than any usual proxy keeps it, so that none sends a request into a closed one", async () => {
  const { origin } = await startLatchkey(temporaryFolder());
  const { headers } = await fetch(`${origin}/health/live`);
  const [, seconds] = /^timeout=(\d+)$/.exec(headers.get("keep-alive") ?? "") ?? [];
  expect(Number(seconds)).toBeGreaterThan(120);
});

test("a setting that stops the start leaves nothing behind", async () => {
  const folder = temporaryFolder();
  const { code, stderr } = await failureOf(await spawnLatchkey(folder, { REFRESH_TOKEN_GRACE: "61s" }));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^latchkey: REFRESH_TOKEN_GRACE [^\n]+\n$/);
  expect(existsSync(join(folder, "data"))).toBe(false);
});

test("the log is JSON lines on stdout, and the greeting for people is on stderr", async () => {
  const port = await freePort();
  const child = await spawnLatchkey(temporaryFolder(), { PORT: String(port) });
  const written = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => {
    written.stdout += String(chunk);
  });
  child.stderr?.on("data", (chunk) => {
    written.stderr += String(chunk);
  });
  await printed(child, "listens on");
  await register(`http://127.0.0.1:${port}/api/v1`);
  child.kill("SIGTERM");
  await once(child, "close");

  const lines = written.stdout.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).msg)).toContain("Security event.");
  expect(written.stderr).toMatch(/^\nLatchkey listens on [^{}]*$/m);
  expect(written.stderr).not.toContain('"msg"');
});
