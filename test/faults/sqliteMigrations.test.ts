import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { migrations } from "../../src/stores/sqlite/migrations/index.js";
import { openDatabase } from "../../src/stores/sqlite/openDatabase.js";
import { anAuditEvent, aOneTimeToken, aSession, aSpentToken, aUser, NOW } from "../contract/records.js";
import { startChild } from "../support/sqliteChild.js";
import { makeFirstSchema } from "../support/sqliteFirstSchema.js";
import { openSqliteStore, temporaryDatabase } from "../support/sqliteFolder.js";

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

test("since the second migration nothing is changed or removed, so the program before can go on beside a newer one", () => {
  const schemaUpTo = (version: number) => {
    const database = new Database(":memory:");
    for (const { sql } of migrations.slice(0, version)) database.exec(sql);
    const objects = database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").all();
    database.close();
    return objects;
  };
  for (let version = 2; version < migrations.length; version += 1) {
    expect(schemaUpTo(version + 1)).toEqual(expect.arrayContaining(schemaUpTo(version)));
  }
});

test("a database of a newer program is refused by name and left as it is", async () => {
  const path = temporaryDatabase();
  const newer = openDatabase(path, "FULL");
  newer.prepare("INSERT INTO migrations (version, name) VALUES (999, 'future')").run();
  newer.close();
  const store = createSqliteStore({ path });
  await expect(store.open()).rejects.toThrow("schema version 999");
  expect(appliedVersions(path)).toEqual([...everyVersion, 999]);
});
