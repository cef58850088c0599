import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { backUpSqlite, createSqliteMigrator, createSqliteStore } from "../../src/stores/sqlite/index.js";
import { openDatabase } from "../../src/stores/sqlite/openDatabase.js";
import { systemClock } from "../../src/utils/clock.js";
import { aUser } from "../support/records.js";
import { makeOldDatabase } from "../support/store/sqliteFirstSchema.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

const quietly = () => undefined;
const PAGE = 4096;

/** Makes a file of some ten thousand pages, so that a copy takes several steps. */
function grow(path: string): void {
  const database = openDatabase(path, "FULL");
  database.exec("CREATE TABLE ballast (bytes BLOB) STRICT");
  database.prepare("INSERT INTO ballast VALUES (zeroblob(?))").run(10_000 * PAGE);
  database.close();
}

const usersIn = (file: string): unknown[] => {
  const database = new Database(file, { readonly: true });
  const ids = database.prepare("SELECT _id FROM users ORDER BY _id").pluck().all();
  database.close();
  return ids;
};

/** Writes by another connection after each step, and counts the steps. */
function writingAt(path: string) {
  const server = new Database(path);
  const write = server.prepare("INSERT INTO ballast VALUES (zeroblob(10))");
  const steps: number[] = [];
  const onCopied = (done: number, total: number) => {
    write.run();
    steps.push(done / total);
  };
  return { onCopied, steps, close: () => server.close() };
}

test("a backup beside a server that never stops writing ends, and is of one moment", async () => {
  const path = temporaryDatabase();
  grow(path);
  const target = join(dirname(path), "backup.db");
  const { onCopied, steps, close } = writingAt(path);
  expect(await backUpSqlite({ path, target }, onCopied)).toEqual({ kind: "done", bytes: statSync(target).size });
  close();
  expect(steps.length).toBeGreaterThan(5);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  const copy = new Database(target, { readonly: true });
  expect(copy.prepare("SELECT count(*) FROM ballast").pluck().get()).toBe(1);
  copy.close();
});

test("nor does the copy for a rehearsal of migrations begin again with each write", async () => {
  const path = temporaryDatabase();
  makeOldDatabase(path);
  const database = new Database(path);
  // As every server has left it.
  database.pragma("journal_mode = WAL");
  database.exec("CREATE TABLE ballast (bytes BLOB) STRICT");
  database.prepare("INSERT INTO ballast VALUES (zeroblob(?))").run(10_000 * PAGE);
  database.close();
  const { onCopied, steps, close } = writingAt(path);
  const { rehearse } = createSqliteMigrator({ path, clock: systemClock });
  expect((await rehearse?.(onCopied))?.length).toBeGreaterThan(0);
  close();
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

test("a backup has what was acknowledged before, is one file for its owner, and opens as a store", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path });
  const users = Array.from({ length: 20 }, (_, nr) =>
    aUser({ _id: `user-${nr}`, username: `user${nr}`, email: `user${nr}@example.com` }),
  );
  for (const user of users) await store.users.create(user);
  const target = join(dirname(path), "backup.db");
  const umask = process.umask(0);
  await backUpSqlite({ path, target }, quietly);
  process.umask(umask);
  expect(statSync(target).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(path)).filter((name) => !name.startsWith("store.db"))).toEqual(["backup.db"]);
  expect(usersIn(target)).toEqual(users.map(({ _id }) => _id).sort());
  const restored = await openSqliteStore({ path: target });
  expect(await restored.users.byId("user-7")).toMatchObject({ username: "user7" });
});

test.each(["backup.db", "backup.db-wal", "backup.db-journal", "store.db"])(
  "%s that is there stays as it is",
  async (name) => {
    const path = temporaryDatabase();
    await openSqliteStore({ path });
    const folder = dirname(path);
    const inTheWay = join(folder, name);
    if (name !== "store.db") writeFileSync(inTheWay, "somebody else's");
    const before = readFileSync(inTheWay);
    const target = name === "store.db" ? path : join(folder, "backup.db");
    expect(await backUpSqlite({ path, target }, quietly)).toEqual({ kind: "exists", file: inTheWay });
    expect(readFileSync(inTheWay).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((one) => one.includes("unfinished"))).toEqual([]);
  },
);

test("a file that came while it was copied stays as it is", async () => {
  const path = temporaryDatabase();
  grow(path);
  const target = join(dirname(path), "backup.db");
  const result = await backUpSqlite({ path, target }, () => writeFileSync(target, "somebody else's"));
  expect(result).toEqual({ kind: "exists", file: target });
  expect(readFileSync(target, "utf8")).toBe("somebody else's");
});

test("of a damaged database there is no backup that looks like one", async () => {
  const path = temporaryDatabase();
  const store = createSqliteStore({ path });
  await store.open();
  await store.users.create(aUser());
  await store.close();
  const database = new Database(path);
  const rootPage = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_users_1'";
  const page = Number(database.prepare(rootPage).pluck().get());
  database.close();
  const handle = openSync(path, "r+");
  // The last bytes of the page are the entry of the account.
  writeSync(handle, Buffer.alloc(8, "x"), 0, 8, page * PAGE - 8);
  closeSync(handle);
  const target = join(dirname(path), "backup.db");
  const refused = expect(backUpSqlite({ path, target }, quietly)).rejects;
  await refused.toMatchObject({ name: "StoreUnavailableError", message: expect.stringContaining("is damaged") });
  expect(readdirSync(dirname(path))).toEqual(["store.db"]);
});

test("where the copy cannot be written, nothing is left", async () => {
  const path = temporaryDatabase();
  await openSqliteStore({ path });
  const folder = dirname(path);
  await expect(backUpSqlite({ path, target: join(folder, "nowhere/backup.db") }, quietly)).rejects.toThrow("ENOENT");
  expect(readdirSync(folder).every((name) => name.startsWith("store.db"))).toBe(true);
});
