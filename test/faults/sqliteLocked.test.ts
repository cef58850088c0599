import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { aUser } from "../support/records.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

const LOCK_WAIT_MS = 300;

function lock(path: string): Database.Database {
  const holder = new Database(path);
  holder.exec("BEGIN EXCLUSIVE");
  onTestFinished(() => {
    holder.close();
  });
  return holder;
}

/** Counts the turns that timers get while `work` runs. */
async function ticksDuring(work: () => Promise<unknown>): Promise<number> {
  let ticks = 0;
  const ticker = setInterval(() => ticks++, 1);
  await work();
  clearInterval(ticker);
  return ticks;
}

test("a locked file ends in an unavailable store, never in a blocked event loop", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path, lockWaitMs: LOCK_WAIT_MS });
  lock(path);
  let results: PromiseSettledResult<unknown>[] = [];
  const ticks = await ticksDuring(async () => {
    results = await Promise.allSettled(Array.from({ length: 100 }, () => store.users.create(aUser())));
  });
  for (const result of results) {
    expect(result).toMatchObject({ reason: expect.any(StoreUnavailableError) });
    expect(result).toMatchObject({ reason: { outcome: "not-applied", cause: { code: "SQLITE_BUSY" } } });
  }
  // A loop that is blocked for a tenth of the wait at a time would tick ten times; a free one some hundred times.
  expect(ticks).toBeGreaterThan(30);
});

test("reads are answered while another process holds the write lock, and the store is not ready for requests", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path, lockWaitMs: LOCK_WAIT_MS });
  const user = aUser();
  await store.users.create(user);
  lock(path);
  expect(await store.users.byId(user._id)).toEqual(user);
  await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
});

test("a write that waits for the lock succeeds once the lock is gone", async () => {
  const path = temporaryDatabase();
  const attempts: string[] = [];
  const store = await openSqliteStore({
    path,
    onStatement: (sql) => {
      if (sql !== "BEGIN IMMEDIATE") return;
      attempts.push(sql);
      if (attempts.length === 5) holder.close();
    },
  });
  attempts.length = 0;
  const holder = lock(path);
  expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  expect(attempts.length).toBeGreaterThanOrEqual(5);
});

test("a store that was unavailable works again once the lock is gone", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path, lockWaitMs: 20 });
  const holder = lock(path);
  await expect(store.users.create(aUser())).rejects.toThrow(StoreUnavailableError);
  holder.close();
  expect(await store.users.create(aUser())).toEqual({ kind: "created" });
});

test("a read that finds the file locked tries again, and is unavailable at the end", async () => {
  let faults = 0;
  const store = await openSqliteStore({
    path: temporaryDatabase(),
    lockWaitMs: LOCK_WAIT_MS,
    onStatement: (sql) => {
      if (!sql.startsWith("SELECT") || faults === 0) return;
      faults--;
      throw new Database.SqliteError("database is locked", "SQLITE_BUSY_RECOVERY");
    },
  });
  faults = 3;
  expect(await store.users.byId("nobody")).toBeNull();
  expect(faults).toBe(0);
  faults = Number.POSITIVE_INFINITY;
  await expect(store.users.byId("nobody")).rejects.toThrow(StoreUnavailableError);
});

test("a store cannot be opened while another process holds the file, and can be afterwards", async () => {
  const path = temporaryDatabase();
  const holder = new Database(path);
  holder.pragma("locking_mode = EXCLUSIVE");
  holder.exec("CREATE TABLE other (_id TEXT)");
  const store = createSqliteStore({ path, lockWaitMs: 50 });
  onTestFinished(() => store.close());
  await expect(store.open()).rejects.toThrow(StoreUnavailableError);
  await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
  holder.close();
  await store.open();
  await store.ping();
});
