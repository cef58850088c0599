import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { startFailure } from "../../src/serve/startFailure.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { createSqliteMigrator, createSqliteStore, SqliteArchive } from "../../src/stores/sqlite/index.js";
import { openDatabase } from "../../src/stores/sqlite/openDatabase.js";
import { systemClock } from "../../src/utils/clock.js";
import { anAddition, aSession, aUser } from "../support/records.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

const isRoot = process.getuid?.() === 0;

function permissions(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test("commits reach the disk before they count, also after reopening", () => {
  const path = temporaryDatabase();
  openDatabase(path, "FULL").close();
  const database = openDatabase(path, "FULL");
  onTestFinished(() => {
    database.close();
  });
  const FULL = 2;
  expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
  expect(database.pragma("synchronous", { simple: true })).toBe(FULL);
  expect(database.pragma("foreign_keys", { simple: true })).toBe(1);
});

test("what was written is there after reopening", async () => {
  const path = temporaryDatabase();
  const user = aUser();
  const first = await openSqliteStore({ path });
  await first.users.create(user);
  await first.close();
  const second = await openSqliteStore({ path });
  expect(await second.users.byId(user._id)).toEqual(user);
});

test("a closed store leaves one file, with everything in it", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path });
  await store.users.create(aUser());
  await store.close();
  expect(() => statSync(`${path}-wal`)).toThrow("ENOENT");
});

test("the file and the folders made for it are the owner's alone", async () => {
  const folder = join(dirname(temporaryDatabase()), "data");
  const path = join(folder, "deep", "store.db");
  await openSqliteStore({ path });
  expect(permissions(folder)).toBe("700");
  expect(permissions(dirname(path))).toBe("700");
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(permissions(file)).toBe("600");
});

test.each([
  ["a plain text", "correct horse battery staple"],
  ["an empty text", ""],
  ["a long plain text", "p".repeat(97)],
  ["a plain text that starts like a hash", "$argon2id$correct horse battery staple, and more"],
  ["a plain text with dollars", "$money$money=1$money$money$ and a lot more of it"],
  ["a bcrypt hash cut short", "$2b$12$abcdefghijklmnopqrstuv"],
  ["a hash without parameters", "$argon2id$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNo"],
])("%s is refused as a stored password", async (_, passwordHash) => {
  const store = await openSqliteStore({ path: temporaryDatabase() });
  const refusal = { code: "SQLITE_CONSTRAINT_CHECK" };
  await expect(store.users.create(aUser({ passwordHash }))).rejects.toMatchObject(refusal);
  const user = aUser();
  await store.users.create(user);
  await expect(store.users.compareAndSet({ ...user, passwordHash, version: 1 }, 0)).rejects.toMatchObject(refusal);
  expect(await store.users.byId(user._id)).toEqual(user);
});

test.each([
  "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
  "$scrypt$ln=16,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
  "$pbkdf2-sha256$i=600000$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
  ...["2a", "2b", "2y"].map((id) => `$${id}$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy`),
])("%s is accepted as a stored password", async (passwordHash) => {
  const store = await openSqliteStore({ path: temporaryDatabase() });
  expect(await store.users.create(aUser({ passwordHash }))).toEqual({ kind: "created" });
});

test.each([
  ["an idle expiry after the absolute one", { idleExpiresAt: 2, expiresAt: 1 }],
  ["a revocation without a reason", { revokedAt: 1, revokeReason: null }],
  ["a reason without a revocation", { revokedAt: null, revokeReason: "logout" }],
  ["a negative version", { version: -1 }],
  ["a first generation after the current one", { generation: 1, firstGeneration: 2 }],
] as const)("a session with %s is refused", async (_, overrides) => {
  const store = await openSqliteStore({ path: temporaryDatabase() });
  await expect(store.sessions.create(aSession(overrides))).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT_CHECK" });
});

test("a fault of our own is not called an outage", async () => {
  const store = await openSqliteStore({ path: temporaryDatabase() });
  const fraction = store.sessions.create(aSession({ lateCount: 0.5 }));
  await expect(fraction).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT_DATATYPE" });
  await expect(fraction).rejects.not.toBeInstanceOf(StoreUnavailableError);
});

/** Opening it fails with one line that names the file and what is wrong, and nothing is made. */
async function expectUnavailable(path: string, reason: string): Promise<void> {
  const store = createSqliteStore({ path, lockWaitMs: 20 });
  onTestFinished(() => store.close());
  const openers = [
    () => store.open(),
    () => SqliteArchive.open({ path }),
    () => createSqliteMigrator({ path, clock: systemClock }).apply(),
  ];
  for (const open of openers) {
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(startFailure(error)).toMatch(new RegExp(`^[^\n]*${reason}[^\n]*$`));
    expect(startFailure(error)).toContain(path);
  }
  await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
}

test("a file that is no database is an unavailable store", async () => {
  const path = temporaryDatabase();
  writeFileSync(path, "this is no database, and long enough to be looked at".repeat(40));
  await expectUnavailable(path, "is not a SQLite database: name another file in DATABASE_URL");
});

test("a folder in place of the file is an unavailable store", async () => {
  const path = temporaryDatabase();
  mkdirSync(path);
  await expectUnavailable(path, "is a folder: DATABASE_URL has to name a SQLite file");
});

test("a file in place of the folder is an unavailable store", async () => {
  const file = temporaryDatabase();
  writeFileSync(file, "");
  await expectUnavailable(join(file, "deep", "store.db"), "The folder .* cannot be created.*ENOTDIR");
});

test.skipIf(process.platform !== "linux")("a folder that cannot be made is an unavailable store, at once", async () => {
  await expectUnavailable("/proc/nope/store.db", "The folder /proc/nope .* cannot be created.*ENOENT");
});

test.skipIf(isRoot)("a file that may not be written is an unavailable store", async () => {
  const path = temporaryDatabase();
  openDatabase(path, "FULL").close();
  chmodSync(path, 0o400);
  await expectUnavailable(path, "cannot be created or written.*EACCES");
});

test.skipIf(isRoot)("a folder that may not be written is an unavailable store", async () => {
  const path = temporaryDatabase();
  chmodSync(dirname(path), 0o500);
  await expectUnavailable(path, "cannot be created or written.*EACCES");
});

test("a file that becomes read-only is an unavailable store, not a bug", async () => {
  let readOnly = false;
  const store = await openSqliteStore({
    path: temporaryDatabase(),
    onStatement: () => {
      if (readOnly) throw new Database.SqliteError("attempt to write a readonly database", "SQLITE_READONLY_DBMOVED");
    },
  });
  readOnly = true;
  await expect(store.users.create(aUser())).rejects.toThrow(StoreUnavailableError);
  await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
  readOnly = false;
});

test("concurrent calls of open share one connection", async () => {
  const log: string[] = [];
  const store = createSqliteStore({ path: temporaryDatabase(), onStatement: (sql) => log.push(sql) });
  onTestFinished(() => store.close());
  await Promise.all([store.open(), store.open(), store.open()]);
  await store.open();
  expect(log.filter((sql) => sql.includes("synchronous"))).toEqual(["PRAGMA synchronous = FULL"]);
});

test("counters do not wait for the disk, and every other write does, whatever was written before", async () => {
  const log: string[] = [];
  const store = await openSqliteStore({ path: temporaryDatabase(), onStatement: (sql) => log.push(sql) });
  const waitsForDisk = () =>
    log.findLast((sql) => sql.startsWith("PRAGMA synchronous")) === "PRAGMA synchronous = FULL";
  for (let round = 0; round < 2; round += 1) {
    await store.rateLimits.add(anAddition());
    expect(waitsForDisk()).toBe(false);
    await store.sessions.create(aSession());
    expect(waitsForDisk()).toBe(true);
    await store.sessions.create(aSession());
    expect(waitsForDisk()).toBe(true);
  }
});

test("concurrent calls of close all wait for the accepted writes", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path });
  let created = 0;
  for (let i = 0; i < 10; i++) store.users.create(aUser()).then(() => created++);
  const first = store.close();
  await store.close();
  expect(created).toBe(10);
  await first;
});
