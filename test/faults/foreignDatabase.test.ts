import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import type { mongo } from "mongoose";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createMongoMigrator, createMongoStore } from "../../src/stores/mongo/index.js";
import { MongoArchive } from "../../src/stores/mongo/MongoArchive.js";
import type { Store } from "../../src/stores/Store.js";
import { ForeignDatabaseError } from "../../src/stores/StoreUnavailableError.js";
import { backUpSqlite, createSqliteMigrator, createSqliteStore, SqliteArchive } from "../../src/stores/sqlite/index.js";
import { schemaNames } from "../../src/stores/sqlite/tableNames.js";
import { systemClock } from "../../src/utils/clock.js";
import { aSession, aUser } from "../support/records.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";
import { tablesOf } from "../support/store/sqliteRows.js";
import { aTutorialDatabase, aTutorialUser, onMongo } from "../support/store/tutorialUsers.js";

const clock = systemClock;

async function expectForeign(work: Promise<unknown>, name: string): Promise<void> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ForeignDatabaseError);
  const { message } = error as Error;
  expect(message).toContain(`"${name}"`);
  expect(message).toContain("DATABASE_PREFIX=latchkey_");
  expect(message).toContain("latchkey import");
  expect(message).not.toContain("\n");
}

async function opening(store: Store): Promise<void> {
  onTestFinished(() => store.close());
  await store.open();
}

function sqliteFile(sql: string): string {
  const path = temporaryDatabase();
  const database = new Database(path);
  database.exec(sql);
  database.close();
  return path;
}

describe("a SQLite file of an application", () => {
  const USERS = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO users (email) VALUES ('ada')";

  test.each([
    ["users", USERS],
    ["Users", "CREATE TABLE Users (id INTEGER)"],
    ["sessions", "CREATE TABLE sessions (sid TEXT PRIMARY KEY, sess TEXT)"],
    ["jobs", "CREATE VIEW jobs AS SELECT 1"],
    ["sessionsByExpiry", "CREATE TABLE theirs (at INTEGER); CREATE INDEX sessionsByExpiry ON theirs (at)"],
    ["migrations", "CREATE TABLE migrations (id INTEGER PRIMARY KEY, name TEXT, batch INTEGER)"],
  ])("is refused by whatever opens it, and not a byte of it changes: %s", async (name, sql) => {
    const path = sqliteFile(sql);
    const before = readFileSync(path);
    await expectForeign(opening(createSqliteStore({ path })), name);
    await expectForeign(SqliteArchive.open({ path }), name);
    const migrator = createSqliteMigrator({ path, clock });
    await expectForeign(migrator.state(), name);
    await expectForeign(migrator.marker(), name);
    await expectForeign(migrator.apply(), name);
    await expectForeign(
      backUpSqlite({ path, target: join(dirname(path), "backup.db") }, () => undefined),
      name,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(["store.db"]);
  });

  test("keeps its rows beside a Latchkey under a prefix", async () => {
    const path = sqliteFile(USERS);
    const store = await openSqliteStore({ path, prefix: "latchkey_" });
    const user = aUser();
    await store.users.create(user);
    expect(await store.users.byId(user._id)).toEqual(user);
    const database = new Database(path, { readonly: true });
    onTestFinished(() => void database.close());
    expect(database.prepare("SELECT * FROM users").all()).toEqual([{ id: 1, email: "ada" }]);
  });

  test("is refused under a prefix whose tables it has too, and the line asks for another prefix", async () => {
    const path = sqliteFile("CREATE TABLE app_users (id INTEGER)");
    await expect(opening(createSqliteStore({ path, prefix: "app_" }))).rejects.toThrow(
      /"app_users" that is not Latchkey's: set another DATABASE_PREFIX /,
    );
  });

  test("with tables of other names is shared without a prefix", async () => {
    const store = await openSqliteStore({ path: sqliteFile("CREATE TABLE orders (id INTEGER)") });
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  });
});

describe("the schema of SQLite under a prefix", () => {
  const schemaOf = (path: string, prefix: string): string[] => {
    const database = new Database(path, { readonly: true });
    const sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name GLOB ? ORDER BY name";
    const rows = database.prepare<[string], { name: string; sql: string }>(sql).all(`${prefix}*`);
    database.close();
    return rows.map((row) => `${row.name}: ${row.sql}`);
  };

  test("is the schema without one, with the prefix before every name", async () => {
    const [plain, prefixed] = [temporaryDatabase(), temporaryDatabase()];
    await openSqliteStore({ path: plain });
    await openSqliteStore({ path: prefixed, prefix: "zz_" });
    expect(schemaOf(prefixed, "")).toEqual(schemaOf(prefixed, "zz_"));
    expect(schemaOf(prefixed, "").map((line) => line.replaceAll("zz_", ""))).toEqual(schemaOf(plain, ""));
  });

  test("no column has the name of a table or an index: the prefix would reach it", async () => {
    const path = temporaryDatabase();
    await openSqliteStore({ path });
    const columns = [...tablesOf(path).values()].flat();
    expect(columns.filter((column) => schemaNames.includes(column))).toEqual([]);
  });

  test("a copy that moved one Latchkey locks its tables alone, and unlocks them", async () => {
    const path = sqliteFile("CREATE TABLE orders (id INTEGER)");
    const [one, other] = [await openSqliteStore({ path }), await openSqliteStore({ path, prefix: "zz_" })];
    const archive = await SqliteArchive.open({ path, prefix: "zz_" });
    onTestFinished(() => archive.close());
    const mark = { copy: "a copy", state: "moved", run: "a run", peer: "sqlite:/srv/other.db" } as const;
    expect(await archive.setMarker(mark, null)).toBe(true);

    await expect(other.users.create(aUser())).rejects.toThrow("unavailable");
    expect(await one.users.create(aUser())).toEqual({ kind: "created" });
    const database = new Database(path);
    onTestFinished(() => void database.close());
    database.exec("INSERT INTO orders VALUES (1)");
    await (await openSqliteStore({ path })).ping();
    await expect(opening(createSqliteStore({ path, prefix: "zz_" }))).rejects.toThrow("was moved to");

    expect(await archive.setMarker({ ...mark, state: "leaving" }, mark)).toBe(true);
    expect(await other.users.create(aUser())).toEqual({ kind: "created" });
  });
});

describe.skipIf(inject("mongoUrl") === null)("a MongoDB database of an application", () => {
  const filled = async (collection: string, ...documents: mongo.BSON.Document[]): Promise<string> => {
    const url = await aTutorialDatabase([], onTestFinished);
    await onMongo(url, (database) => database.collection(collection).insertMany(documents));
    return url;
  };
  const stateOf = (url: string) =>
    onMongo(url, async (database) => {
      const collections = await database.listCollections().toArray();
      const indexes = await Promise.all(collections.map(({ name }) => database.collection(name).indexes()));
      return JSON.stringify([collections.map(({ name }) => name), indexes]);
    });

  test.each<[string, string, () => mongo.BSON.Document]>([
    ["the tutorial's users", "users", () => aTutorialUser("ada")],
    ["users with numbers for keys", "users", () => ({ _id: 1 as never, email: "ada@example.com" })],
    ["users with texts for keys", "users", () => ({ _id: "ada" as never, email: "ada@example.com" })],
    [
      "users with texts for keys and a field of ours",
      "users",
      () => ({ _id: "ada" as never, email: "ada@example.com", passwordHash: "$2b$10$" }),
    ],
    ["sessions of express-session", "sessions", () => ({ _id: "sid" as never, expires: new Date(), session: "{}" })],
    ["jobs of a scheduler", "jobs", () => ({ name: "send", nextRunAt: new Date() })],
  ])("is refused by whatever opens it, and stays as it is: %s", async (_, name, document) => {
    const url = await filled(name, document());
    const before = await stateOf(url);
    await expectForeign(opening(createMongoStore({ url })), name);
    await expectForeign(MongoArchive.open({ url }), name);
    const migrator = await createMongoMigrator({ url, clock });
    await expectForeign(migrator.state(), name);
    await expectForeign(migrator.marker(), name);
    await expectForeign(migrator.apply(), name);
    expect(await stateOf(url)).toBe(before);
  });

  test.each<[string, mongo.IndexDescription[]]>([
    ["by its Mongoose", []],
    ["with unique names", [{ key: { username: 1 }, unique: true }]],
    ["with the names of ours, and another", [{ key: { username: 1 }, unique: true }, { key: { fullName: 1 } }]],
  ])("that has just created its empty collection %s is refused before it gets an index", async (_, indexes) => {
    const url = await aTutorialDatabase([], onTestFinished);
    await onMongo(url, async (database) => {
      const users = await database.createCollection("users");
      if (indexes.length > 0) await users.createIndexes(indexes);
    });
    const before = await stateOf(url);
    await expectForeign(opening(createMongoStore({ url })), "users");
    expect(await stateOf(url)).toBe(before);
    // Two documents without a username: a unique index would refuse the second.
    await onMongo(url, (database) => database.collection("orders").insertMany([{ of: 1 }, { of: 2 }]));
  });

  test("is not what a person has emptied beside records of Latchkey, nor a first start that was cut short", async () => {
    const url = await aTutorialDatabase([], onTestFinished);
    const store = createMongoStore({ url });
    await opening(store);
    await store.users.create(aUser());
    await onMongo(url, async (database) => {
      await database.collection("jobs").drop();
      await database.createCollection("jobs");
    });
    await opening(createMongoStore({ url }));
    await onMongo(url, async (database) => {
      await database.dropDatabase();
      await database.collection("users").createIndex({ passwordHash: 1 });
    });
    await opening(createMongoStore({ url }));
  });

  test.each([
    ["before", aTutorialUser("ada", { _id: 7 })],
    ["after", aTutorialUser("ada")],
  ])("that came to users of Latchkey later is refused as well: its keys sort %s them", async (_, document) => {
    const url = await aTutorialDatabase([], onTestFinished);
    const store = createMongoStore({ url });
    await opening(store);
    await store.users.create(aUser());
    await onMongo(url, (database) => database.collection("users").insertOne(document));
    // A server that has it open takes the document for nobody.
    expect(await store.users.byLogin({ username: "ada" })).toBeNull();
    await expectForeign(opening(createMongoStore({ url })), "users");
  });

  test("keeps its documents beside a Latchkey under a prefix, and has its indexes alone", async () => {
    const document = aTutorialUser("ada");
    const url = await filled("users", document);
    const store = createMongoStore({ url, prefix: "latchkey_" });
    await opening(store);
    const user = aUser();
    await store.users.create(user);
    await store.sessions.create(aSession({ userId: user._id }));
    expect(await store.users.byId(user._id)).toEqual(user);
    await onMongo(url, async (database) => {
      expect(await database.collection("users").find().toArray()).toEqual([document]);
      expect((await database.collection("users").indexes()).map(({ name }) => name)).toEqual(["_id_"]);
      const names = (await database.listCollections().toArray()).map(({ name }) => name);
      expect(names.filter((name) => !name.startsWith("latchkey_"))).toEqual(["users"]);
    });
  });
});

describe("two Latchkeys with prefixes of their own in one database", () => {
  async function expectApart(create: (prefix: string) => Store): Promise<void> {
    const [one, other, bare] = [create("one_"), create("other_"), create("")];
    for (const store of [one, other, bare]) await opening(store);
    const user = aUser({ username: "ada", email: "ada@example.com" });
    for (const store of [one, other]) expect(await store.users.create(user)).toEqual({ kind: "created" });
    await one.users.delete(user._id);
    expect(await one.users.byId(user._id)).toBeNull();
    expect(await other.users.byId(user._id)).toEqual(user);
    expect(await bare.users.byId(user._id)).toBeNull();
  }

  test("do not see each other's records in a SQLite file", async () => {
    const path = temporaryDatabase();
    await expectApart((prefix) => createSqliteStore({ path, prefix }));
  });

  test.skipIf(inject("mongoUrl") === null)("do not see each other's records on MongoDB", async () => {
    const url = await aTutorialDatabase([], onTestFinished);
    await expectApart((prefix) => createMongoStore({ url, prefix }));
  });
});
