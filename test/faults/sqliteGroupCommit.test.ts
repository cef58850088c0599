import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { aSession, aUser } from "../support/records.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

const diskFault = () => new Database.SqliteError("disk I/O error", "SQLITE_IOERR_WRITE");

function count(path: string, table: string): unknown {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  database.close();
  return rows;
}

test("writes that arrive together share one commit", async () => {
  const log: string[] = [];
  const store = await openSqliteStore({ path: temporaryDatabase(), onStatement: (sql) => log.push(sql) });
  log.length = 0;
  await Promise.all(Array.from({ length: 100 }, () => store.sessions.create(aSession())));
  expect(log.filter((sql) => sql.startsWith("INSERT"))).toHaveLength(100);
  expect(log.filter((sql) => sql === "COMMIT")).toHaveLength(1);
});

test("a large crowd of writes is committed in bounded groups", async () => {
  const log: string[] = [];
  const store = await openSqliteStore({ path: temporaryDatabase(), onStatement: (sql) => log.push(sql) });
  log.length = 0;
  await Promise.all(Array.from({ length: 1000 }, () => store.sessions.create(aSession())));
  const commits = log.flatMap((sql, position) => (sql === "COMMIT" ? [position] : []));
  const groups = commits.map((position, index) => position - (commits[index - 1] ?? -1) - 2);
  expect(groups).toEqual([200, 200, 200, 200, 200]);
});

test("nobody is answered before the commit, not even the one who only lost", async () => {
  const log: string[] = [];
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path, onStatement: (sql) => log.push(sql) });
  const session = aSession();
  await store.sessions.create(session);
  log.length = 0;
  const answer = async (call: Promise<unknown>) => {
    await call;
    log.push("answered");
  };
  await Promise.all([
    answer(store.sessions.compareAndSet({ ...session, version: 1 }, 0)),
    answer(store.sessions.compareAndSet({ ...session, version: 1 }, 0)),
    answer(store.users.create(aUser()).then(() => expect(count(path, "users")).toBe(1))),
  ]);
  expect(log.indexOf("COMMIT")).toBeGreaterThan(0);
  expect(log.indexOf("answered")).toBeGreaterThan(log.indexOf("COMMIT"));
});

test("a write that fails does not harm its neighbors", async () => {
  const log: string[] = [];
  const store = await openSqliteStore({ path: temporaryDatabase(), onStatement: (sql) => log.push(sql) });
  const user = aUser();
  const neighbor = aUser();
  log.length = 0;
  const results = await Promise.allSettled([
    store.users.create(user),
    store.users.create(aUser({ username: user.username })),
    store.users.create(aUser({ epoch: -1 })),
    store.users.create(neighbor),
  ]);
  expect(results).toMatchObject([
    { status: "fulfilled", value: { kind: "created" } },
    { status: "fulfilled", value: { kind: "taken", field: "username" } },
    { status: "rejected", reason: { code: "SQLITE_CONSTRAINT_CHECK" } },
    { status: "fulfilled", value: { kind: "created" } },
  ]);
  expect(log.filter((sql) => sql === "COMMIT")).toHaveLength(1);
  expect(await store.users.byId(user._id)).toEqual(user);
  expect(await store.users.byId(neighbor._id)).toEqual(neighbor);
});

test("when the commit fails no write reports success, nothing is half written, and the next write works", async () => {
  let broken = false;
  const path = temporaryDatabase();
  const store = await openSqliteStore({
    path,
    onStatement: (sql) => {
      if (broken && sql === "COMMIT") throw diskFault();
    },
  });
  broken = true;
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => store.users.create(aUser())));
  for (const result of results) {
    expect(result).toMatchObject({ reason: expect.any(StoreUnavailableError) });
    expect(result).toMatchObject({ reason: { outcome: "unknown", cause: { code: "SQLITE_IOERR_WRITE" } } });
  }
  expect(count(path, "users")).toBe(0);
  broken = false;
  expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  expect(count(path, "users")).toBe(1);
});

test("a fault of the disk within the group ends the whole group, with nothing written", async () => {
  let broken = true;
  const path = temporaryDatabase();
  const store = await openSqliteStore({
    path,
    onStatement: (sql) => {
      if (broken && sql.includes("faulty-disk")) throw diskFault();
    },
  });
  const results = await Promise.allSettled([
    store.users.create(aUser()),
    store.users.create(aUser({ fullName: "faulty-disk" })),
    store.users.create(aUser()),
  ]);
  for (const result of results) {
    expect(result).toMatchObject({ reason: expect.any(StoreUnavailableError) });
    expect(result).toMatchObject({ reason: { outcome: "not-applied" } });
  }
  expect(count(path, "users")).toBe(0);
  broken = false;
  expect(await store.users.create(aUser())).toEqual({ kind: "created" });
});

test("the queue of waiting writes is bounded", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path, lockWaitMs: 50 });
  const holder = new Database(path);
  holder.exec("BEGIN EXCLUSIVE");
  const waiting = Array.from({ length: 10_000 }, () => store.users.delete("nobody"));
  await expect(store.users.delete("nobody")).rejects.toThrow("Too many writes");
  holder.close();
  expect(new Set((await Promise.all(waiting)).map((result) => result.kind))).toEqual(new Set(["missing"]));
});
