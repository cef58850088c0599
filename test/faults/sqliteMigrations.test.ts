import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { createSqliteMigrator, createSqliteStore } from "../../src/stores/sqlite/index.js";
import { migrations } from "../../src/stores/sqlite/migrations/index.js";
import { openDatabase } from "../../src/stores/sqlite/openDatabase.js";
import { ManualClock } from "../support/ManualClock.js";
import { anAuditEvent, aOneTimeToken, aSession, aSpentToken, aUser, NOW } from "../support/records.js";
import { startChild } from "../support/store/sqliteChild.js";
import { makeFirstSchema } from "../support/store/sqliteFirstSchema.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";
import { migrateByNewer } from "../support/store/sqliteNewerSchema.js";

function appliedVersions(path: string): unknown[] {
  const database = new Database(path);
  const versions = database.prepare("SELECT version FROM migrations ORDER BY version").pluck().all();
  database.close();
  return versions;
}

const everyVersion = migrations.map(({ version }) => version);

test("versions count up from one without a gap", () => {
  expect(everyVersion).toEqual(everyVersion.map((_, index) => index + 1));
});

test("each migration runs once, however often the file is opened", () => {
  const path = temporaryDatabase();
  for (let i = 0; i < 3; i++) openDatabase(path, "FULL").close();
  expect(appliedVersions(path)).toEqual(everyVersion);
});

test("processes that start at once on a new file all get a working store, and one migrates", {
  timeout: 30_000,
}, async () => {
  const path = temporaryDatabase();
  const openers = Array.from({ length: 4 }, () => startChild("sqliteOpener.ts", [path]));
  await Promise.all(openers.map((opener) => opener.printed(1)));
  for (const opener of openers) opener.process.stdin?.write("go\n");
  await Promise.all(openers.map((opener) => opener.ended()));
  expect(openers.map((opener) => opener.lines)).toEqual(Array(4).fill(["ready", "created"]));
  expect(appliedVersions(path)).toEqual(everyVersion);
});

test("stores that are opened at once in one process all work", async () => {
  const path = temporaryDatabase();
  const stores = await Promise.all(Array.from({ length: 5 }, () => openSqliteStore({ path })));
  await Promise.all(stores.map((store) => store.ping()));
  expect(appliedVersions(path)).toEqual(everyVersion);
});

test("a file of the first schema keeps its rows, and its users get an empty list of ended epochs", async () => {
  const path = temporaryDatabase();
  const user = aUser({ roles: ["admin"], avatarUrl: "https://example.com/a.png" });
  const session = aSession({ userId: user._id, previous: [aSpentToken(0)], generation: 1, rememberMe: false });
  const token = aOneTimeToken({ userId: user._id, payload: "x" });
  const event = anAuditEvent({ userId: user._id, detail: { reason: "kept" } });
  makeFirstSchema(path, { users: user, sessions: session, oneTimeTokens: token, auditEvents: event });
  expect(appliedVersions(path)).toEqual([1]);

  const store = await openSqliteStore({ path });
  expect(appliedVersions(path)).toEqual(everyVersion);
  expect(await store.authState(session._id)).toStrictEqual({ session, user: { ...user, epochEnds: [] } });
  expect(await store.oneTimeTokens.listByUser(user._id)).toStrictEqual([token]);
  expect(await store.audit.listByUser({ userId: user._id, before: null, limit: 10 })).toStrictEqual([event]);

  const next = { ...user, epochEnds: [{ epoch: 0, cause: "logout-all", at: NOW }], epoch: 1, version: 1 } as const;
  expect(await store.users.compareAndSet(next, 0)).toEqual({ kind: "stored" });
  expect(await store.users.byId(user._id)).toStrictEqual(next);
});

test("a file with migrations of a newer program opens, loses none of them, and keeps what they added when a record is written", async () => {
  const path = temporaryDatabase();
  migrateByNewer(path, { needs: 0, sql: "ALTER TABLE users ADD COLUMN nickname TEXT DEFAULT 'none'" });
  const store = await openSqliteStore({ path });
  const user = aUser();
  expect(await store.users.create(user)).toEqual({ kind: "created" });
  const database = new Database(path);
  onTestFinished(() => void database.close());
  const nickname = database.prepare("SELECT nickname FROM users").pluck();
  expect(nickname.get()).toBe("none");
  database.exec("UPDATE users SET nickname = 'Ada'");
  expect(await store.users.compareAndSet({ ...user, fullName: "Another Name", version: 1 }, 0)).toEqual({
    kind: "stored",
  });
  expect(nickname.get()).toBe("Ada");
  expect(await store.users.byId(user._id)).toStrictEqual({ ...user, fullName: "Another Name", version: 1 });
  expect(appliedVersions(path)).toEqual([...everyVersion, 999]);
});

test("a file that needs a newer program is refused with both versions named, by whatever opens it, and left as it is", async () => {
  const path = temporaryDatabase();
  migrateByNewer(path, { needs: 998, sql: "ALTER TABLE users DROP COLUMN avatarUrl" });
  const words = `schema version 999 and needs a program that knows version 998; this one knows ${everyVersion.length} at most.`;
  await expect(createSqliteStore({ path }).open()).rejects.toThrow(words);
  const migrator = createSqliteMigrator({ path, clock: new ManualClock() });
  await expect(migrator.state()).rejects.toThrow(words);
  await expect(migrator.apply()).rejects.toThrow(words);
  await expect(migrator.rehearse?.(() => undefined)).rejects.toThrow(words);
  expect(appliedVersions(path)).toEqual([...everyVersion, 999]);
});

test("a file that needs what this program just knows is opened", async () => {
  const path = temporaryDatabase();
  migrateByNewer(path, { needs: everyVersion.length, sql: "" });
  await (await openSqliteStore({ path })).ping();
});
