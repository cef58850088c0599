import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { failureOf, spawnLatchkey, startLatchkey } from "../support/process/latchkeyProcess.js";
import { untilRefused } from "../support/store/untilRefused.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

/** Registers an account and signs in; the client's jar holds the tokens. */
async function signedUp(api: string, options: { browser?: boolean } = {}) {
  const client = new TestClient(api, options);
  const { username, password, ...profile } = aRegistration();
  expect((await client.post("/auth/register", { username, password, ...profile })).status).toBe(201);
  expect((await client.post("/auth/login", { username, password })).status).toBe(200);
  return { client, refreshToken: client.cookies.get("refreshToken") ?? "" };
}

interface Holder {
  /** The token of the last answer that arrived. */
  token: string;
  /** Sent with each try of that token, as a retrying client does. */
  key: string;
  acknowledged: number;
}

/** Refreshes until the server is gone. Each answer that arrived is an acknowledged write. */
async function refreshUntilGone(api: string, holder: Holder): Promise<void> {
  const client = new TestClient(api);
  try {
    for (;;) {
      const { status, body } = await client.post(
        "/auth/refresh-token",
        { refreshToken: holder.token },
        { headers: { "idempotency-key": holder.key } },
      );
      expect(status).toBe(200);
      holder.token = body.data.refreshToken;
      holder.key = `key-${holder.acknowledged}`;
      holder.acknowledged += 1;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

describe("a killed server", () => {
  test("loses no acknowledged write of a refresh storm, and revives no spent token", async () => {
    const folder = temporaryFolder();
    let server = await startLatchkey(folder);
    const holders: Holder[] = [];
    for (let i = 0; i < 6; i += 1) {
      holders.push({ token: (await signedUp(server.api)).refreshToken, key: "first", acknowledged: 0 });
    }
    for (let round = 0; round < 3; round += 1) {
      const before = holders.map((holder) => ({ ...holder }));
      const { api } = server;
      const storms = holders.map((holder) => refreshUntilGone(api, holder));
      await new Promise<void>((resolve) => {
        const look = () =>
          holders.every((h, i) => h.acknowledged > (before[i]?.acknowledged ?? 0) + 5) ? resolve() : setImmediate(look);
        look();
      });
      await server.end("SIGKILL");
      await Promise.all(storms);

      server = await startLatchkey(folder);
      for (const holder of holders) {
        const { status, body } = await new TestClient(server.api).post(
          "/auth/refresh-token",
          { refreshToken: holder.token },
          { headers: { "idempotency-key": holder.key } },
        );
        expect([status, body.code]).toEqual([200, undefined]);
        Object.assign(holder, { token: body.data.refreshToken, key: `after-${round}` });
      }
    }
    for (const holder of holders) {
      const strict = new TestClient(server.api);
      const spent = holder.token;
      expect((await strict.post("/auth/refresh-token", { refreshToken: spent })).status).toBe(200);
      expect((await strict.post("/auth/refresh-token", { refreshToken: spent })).body.code).toBe(
        "REFRESH_TOKEN_REUSED",
      );
    }
    expect(await server.end("SIGTERM")).toBe(0);
  });
});

describe("two processes on one file", () => {
  test("give 50 parallel refreshes of one browser one and the same successor", async () => {
    const folder = temporaryFolder();
    const servers = await Promise.all([startLatchkey(folder), startLatchkey(folder)]);
    const { client, refreshToken } = await signedUp(servers[0].api, { browser: true });
    const cookies = Object.fromEntries(client.cookies);

    const tabs = Array.from({ length: 50 }, (_, i) => {
      const { api } = i % 2 === 0 ? servers[0] : servers[1];
      return new TestClient(api, { browser: true, cookies });
    });
    const answers = await Promise.all(tabs.map((tab) => tab.post("/auth/refresh-token")));

    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const successors = new Set(tabs.map((tab) => tab.cookies.get("refreshToken")));
    expect(successors.size).toBe(1);
    expect(successors.has(refreshToken)).toBe(false);
    const stored = new Database(join(folder, "data/latchkey.db"), { readonly: true });
    expect(stored.prepare("SELECT generation FROM sessions").pluck().all()).toEqual([1]);
    stored.close();
  });

  test("that start at once share the generated secrets", async () => {
    const folder = temporaryFolder();
    const [one, two] = await Promise.all([startLatchkey(folder), startLatchkey(folder)]);
    const { client } = await signedUp(one.api);
    const elsewhere = new TestClient(two.api, { cookies: Object.fromEntries(client.cookies) });
    expect((await elsewhere.get("/users/profile")).status).toBe(200);
    expect(Object.keys(JSON.parse(readFileSync(join(folder, "data/secrets.json"), "utf8")))).toHaveLength(2);
  });
});

describe("SIGTERM", () => {
  test("lets a request in flight finish, refuses new connections and exits with 0", async () => {
    const server = await startLatchkey(temporaryFolder());
    const body = JSON.stringify(aRegistration());
    const slow = request(`${server.api}/auth/register`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    });
    slow.write(body.slice(0, 10));
    // The server has read the head of the request when another one, sent later, was answered.
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);

    const ended = server.end("SIGTERM");
    await untilRefused(server.port);
    slow.end(body.slice(10));
    const [response] = await once(slow, "response");
    expect(response.statusCode).toBe(201);
    response.resume();
    expect(await ended).toBe(0);
  });

  test("is not held up by a client that never finishes its request", async () => {
    const server = await startLatchkey(temporaryFolder(), { SHUTDOWN_TIMEOUT: "2s" });
    const stuck = connect(server.port, "127.0.0.1");
    stuck.on("error", () => undefined);
    stuck.write(
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
    );
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);
    expect(await server.end("SIGTERM")).toBe(0);
  });
});

describe("a start that cannot succeed ends with exit code 1 and one line", () => {
  const oneLine = /^latchkey: [^\n]+\n$/;

  test.each([
    ["a secret that is too short", { ACCESS_TOKEN_SECRET: "short" }, "ACCESS_TOKEN_SECRET"],
    ["a duration without a unit", { ACCESS_TOKEN_EXPIRY: "900" }, "ACCESS_TOKEN_EXPIRY"],
    ["a misspelled setting", { ACCESS_TOKEN_SECRT: "x".repeat(40) }, "ACCESS_TOKEN_SECRET"],
    ["http away from localhost", { PUBLIC_URL: "http://example.com" }, "PUBLIC_URL"],
    ["a folder where the file should be", { DATABASE_URL: "sqlite:." }, "SQLite"],
    ["a MongoDB that nobody serves", { DATABASE_URL: "mongodb://127.0.0.1:1/latchkey" }, "MongoDB"],
  ])("%s", async (_name, env, named) => {
    const { code, stderr } = await failureOf(await spawnLatchkey(temporaryFolder(), env));
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(named);
    expect(code).toBe(1);
  });

  test("a port in use", async () => {
    const holder = createServer().listen(await freePort(), "127.0.0.1");
    await once(holder, "listening");
    const address = holder.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const { code, stderr } = await failureOf(await spawnLatchkey(temporaryFolder(), { PORT: port }));
    holder.close();
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(`127.0.0.1:${port} is in use (EADDRINUSE): stop the program`);
    expect(code).toBe(1);
  });
});
