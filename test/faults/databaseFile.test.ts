import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { integrityOf } from "../support/faults/integrityOf.js";
import { aSmallDisk, canMakeSmallDisk } from "../support/faults/smallDisk.js";
import { aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { failureOf, spawnLatchkey } from "../support/process/latchkeyProcess.js";
import { temporaryDatabase } from "../support/store/sqliteFolder.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const REFRESH = "/auth/refresh-token";
const LOCK_WAIT_MS = 200;

async function aServer(file = temporaryDatabase(), onStatement: (sql: string) => void = () => undefined) {
  const store = createSqliteStore({ path: file, lockWaitMs: LOCK_WAIT_MS, onStatement });
  const server = await startTestServer({}, { store, databaseFile: file });
  onTestFinished(() => server.close());
  return server;
}

function expectOutage(response: TestResponse): void {
  expectFailure(response, 503, "STORE_UNAVAILABLE");
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(response.headers.get("www-authenticate")).toBeNull();
}

/** Whatever needs a write, in turn. Each of them would succeed. */
async function writesOf(server: TestServer, { user, client }: Awaited<ReturnType<typeof aSignedInUser>>) {
  const { username } = user;
  const cookies = Object.fromEntries(client.cookies);
  return [
    await client.post(REFRESH),
    await new TestClient(server.api, { cookies }).post("/auth/logout"),
    await new TestClient(server.api).post("/auth/login", { username, password: PASSWORD }),
  ];
}

/** Readiness says what a request would meet: 503, whatever the fault is, and never 200 while no write works. */
async function expectNotReady(server: TestServer): Promise<void> {
  expectFailure(await new TestClient(server.origin).get("/health/ready"), 503, "STORE_UNAVAILABLE");
  expect((await new TestClient(server.origin).get("/health/live")).status).toBe(200);
}

async function expectAlive(server: TestServer, client: TestClient): Promise<void> {
  expect((await client.post(REFRESH)).status).toBe(200);
  expect((await client.get("/users/profile")).status).toBe(200);
  expect((await new TestClient(server.origin).get("/health/ready")).status).toBe(200);
}

test("a file that another process holds for long is 503, reads go on, and all is well when it is given back", async () => {
  const server = await aServer();
  const signedIn = await aSignedInUser(server, { browser: true });
  const holder = new Database(server.databaseFile);
  onTestFinished(() => void holder.close());
  holder.exec("BEGIN IMMEDIATE");

  for (const response of await writesOf(server, signedIn)) expectOutage(response);
  await expectNotReady(server);
  expect((await signedIn.client.get("/users/profile")).status).toBe(200);
  holder.exec("ROLLBACK");

  await expectAlive(server, signedIn.client);
});

test("a disk that has become read-only is 503, and all is well when it is writable again", async () => {
  let isReadOnly = false;
  const server = await aServer(temporaryDatabase(), (sql) => {
    if (isReadOnly && !/^\s*(SELECT|BEGIN|COMMIT|ROLLBACK)/.test(sql)) {
      throw new Database.SqliteError("attempt to write a readonly database", "SQLITE_READONLY");
    }
  });
  const signedIn = await aSignedInUser(server, { browser: true });
  isReadOnly = true;
  for (const response of await writesOf(server, signedIn)) expectOutage(response);
  await expectNotReady(server);
  isReadOnly = false;
  await expectAlive(server, signedIn.client);
});

test.each([
  "users",
  "sessions",
  "oneTimeTokens",
  "auditEvents",
  "jobs",
  "rateLimits",
  "signingKeys",
  "secondFactors",
  "passkeys",
  "identities",
  "emailCodes",
])("a file that lacks the table %s makes the server not ready, until it is there again", async (table) => {
  const server = await aServer();
  const operator = new Database(server.databaseFile);
  onTestFinished(() => void operator.close());
  const ready = () => new TestClient(server.origin).get("/health/ready");
  expect((await ready()).status).toBe(200);
  operator.exec(`ALTER TABLE ${table} RENAME TO lost`);
  await expectNotReady(server);
  operator.exec(`ALTER TABLE lost RENAME TO ${table}`);
  expect((await ready()).status).toBe(200);
});

test("thousands of probes leave the file as large as it was", async () => {
  const server = await aServer();
  const size = () => integrityOf(server.databaseFile) && statSync(server.databaseFile).size;
  const before = size();
  for (let nth = 0; nth < 2_000; nth += 1) await server.store.ping();
  expect(size()).toBe(before);
});

describe("a database file that was taken away while the server runs", () => {
  /** Moves the file and what belongs to it; a process that has them open goes on with them. */
  function move(file: string, from: string, to: string): void {
    for (const name of readdirSync(from).filter((one) => one.startsWith(file)))
      renameSync(join(from, name), join(to, name));
  }

  test("is 503 for everybody, acknowledges nothing, and all is well when it is put back", async () => {
    const server = await aServer();
    const signedIn = await aSignedInUser(server, { browser: true });
    const folder = dirname(server.databaseFile);
    const aside = join(folder, "aside");
    mkdirSync(aside);
    move("store.db", folder, aside);

    for (const response of await writesOf(server, signedIn)) expectOutage(response);
    expectOutage(await signedIn.client.get("/users/profile"));
    await expectNotReady(server);

    move("store.db", aside, folder);
    await expectAlive(server, signedIn.client);
  });

  test("and replaced by another is 503 until a restart, which serves the new one", async () => {
    const server = await aServer();
    const { client } = await aSignedInUser(server, { browser: true });
    const other = await aServer();
    const elsewhere = await aSignedInUser(other, { browser: true });
    await other.container.close();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${server.databaseFile}${suffix}`, { force: true });
    renameSync(other.databaseFile, server.databaseFile);

    expectOutage(await client.post(REFRESH));
    const restarted = await aServer(server.databaseFile);
    const cookies = Object.fromEntries(elsewhere.client.cookies);
    await expectAlive(restarted, new TestClient(restarted.api, { browser: true, cookies }));
  });
});

describe.skipIf(!canMakeSmallDisk)("a disk of its own (needs root on Linux)", () => {
  test("that is full is 503, keeps what was acknowledged, and takes writes again when there is room", async () => {
    const disk = aSmallDisk();
    const server = await aServer(join(disk.folder, "store.db"));
    const { client } = await aSignedInUser(server);
    disk.fill();
    let acknowledged = 0;
    let response = await client.post(REFRESH);
    while (response.status === 200) {
      acknowledged += 1;
      response = await client.post(REFRESH);
    }
    expectOutage(response);
    expectOutage(await client.post(REFRESH));
    await expectNotReady(server);
    expect((await client.get("/users/profile")).status).toBe(200);

    disk.free();
    await expectAlive(server, client);
    const [session] = await server.store.sessions.listAllByUser({
      userId: await userIdOf(client),
      before: null,
      limit: 2,
    });
    expect(session?.generation).toBe(acknowledged + 1);
    expect(integrityOf(server.databaseFile)).toEqual(["ok"]);
  });

  test("that is read-only stops a start with one line, and leaves the data as they are", async () => {
    const disk = aSmallDisk();
    const path = join(disk.folder, "store.db");
    const store = createSqliteStore({ path });
    await store.open();
    await store.close();
    disk.makeReadOnly();
    const { code, stderr } = await failureOf(
      await spawnLatchkey(temporaryFolder(), { DATABASE_URL: `sqlite:${path}` }),
    );
    expect(stderr).toMatch(/^latchkey: [^\n]*SQLite[^\n]*\n$/);
    expect(code).toBe(1);

    disk.makeWritable();
    await aServer(path);
  });
});

test.skipIf(process.platform !== "linux")(
  "a file below a folder that cannot be made stops a start with one line",
  async () => {
    const env = { DATABASE_URL: "sqlite:/proc/nope/store.db" };
    const { code, stderr } = await failureOf(await spawnLatchkey(temporaryFolder(), env));
    expect(stderr).toMatch(/^latchkey: The folder \/proc\/nope [^\n]*store\.db cannot be created[^\n]*ENOENT[^\n]*\n$/);
    expect(code).toBe(1);
  },
);

async function userIdOf(client: TestClient): Promise<string> {
  return (await client.get("/users/profile")).body.data._id;
}
