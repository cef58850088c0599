import { inspect } from "node:util";
import mongoose, { createConnection } from "mongoose";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { anAuditEvent, aOneTimeToken, aSession, aUser, NOW } from "../contract/records.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/mongoDatabase.js";

// Before any store is made: a plugin that comes later would reach no schema anyway.
const applicationPlugin = vi.fn();
mongoose.plugin(applicationPlugin);

describe.skipIf(inject("mongoUrl") === null)("the MongoDB store", () => {
  let url: string;
  let store: Store;
  let commands: string[];

  beforeEach(() => {
    url = freshMongoUrl();
    commands = [];
    store = createMongoStore({ url, onCommand: (name) => commands.push(name) });
  });
  afterEach(async () => {
    await store.close();
    await dropMongoDatabase(url);
  });

  test("has its unique indexes when open has resolved", async () => {
    await store.open();
    const connection = await createConnection(url).asPromise();
    const keysOf = async (collection: string) => {
      const indexes = await connection.collection(collection).indexes();
      return indexes.filter(({ unique }) => unique).map(({ key }) => key);
    };
    expect(await keysOf("users")).toEqual(expect.arrayContaining([{ username: 1 }, { email: 1 }]));
    expect(await keysOf("oneTimeTokens")).toEqual(expect.arrayContaining([{ hash: 1 }]));
    await connection.destroy();
  });

  test("refuses to open on duplicates, says where, and opens once they are removed", async () => {
    const connection = await createConnection(url).asPromise();
    const users = connection.collection<{ _id: string; username: string; email: string }>("users");
    await users.insertMany([
      { _id: "1", username: "ada", email: "1@example.com" },
      { _id: "2", username: "ada", email: "2@example.com" },
    ]);
    await expect(store.open()).rejects.toThrow("the collection users holds duplicates");
    await users.deleteOne({ _id: "2" });
    await store.open();
    await expect(store.ping()).resolves.toBeUndefined();
    await connection.destroy();
  });

  test.each([
    ["an operator", { $ne: null }],
    ["an operator inside of another", { $eq: { $ne: null } }],
    ["a list, which could be cast to $in", ["ada", "grace"]],
  ])("takes no value for a filter that is %s", async (_kind, value) => {
    await store.open();
    await store.users.create(aUser({ username: "ada" }));
    const login = JSON.parse(JSON.stringify({ username: value }));
    await expect(store.users.byLogin(login)).rejects.toThrow(/Cast to string failed/);
  });

  test("does not feel what the application sets on its own mongoose", async () => {
    await store.open();
    expect(applicationPlugin).not.toHaveBeenCalled();
  });

  test("verifies an access token with two reads", async () => {
    await store.open();
    const user = aUser();
    const session = aSession({ userId: user._id });
    await store.users.create(user);
    await store.sessions.create(session);
    commands.length = 0;
    await store.authState(session._id, user._id);
    expect(commands).toEqual(["find", "find"]);
  });

  test("refreshes with two reads and one write", async () => {
    await store.open();
    const user = aUser();
    const session = aSession({ userId: user._id });
    await store.users.create(user);
    await store.sessions.create(session);
    commands.length = 0;
    await store.authState(session._id);
    await store.sessions.compareAndSet({ ...session, version: 1 }, 0);
    expect(commands).toEqual(["find", "find", "update"]);
  });

  test("signs in with one read and one write", async () => {
    await store.open();
    const user = aUser();
    await store.users.create(user);
    commands.length = 0;
    await store.users.byLogin({ username: user.username });
    await store.sessions.create(aSession({ userId: user._id }));
    expect(commands).toEqual(["find", "insert"]);
  });

  test("stops to repeat a one-time token's write that fails as a duplicate again and again", async () => {
    await store.open();
    const token = aOneTimeToken();
    await store.oneTimeTokens.put(token);
    commands.length = 0;
    await expect(store.oneTimeTokens.put(aOneTimeToken({ hash: token.hash }))).rejects.toThrow();
    expect(commands).toEqual(Array(5).fill("update"));
    const query = { hash: token.hash, purpose: token.purpose, now: NOW };
    expect(await store.oneTimeTokens.take(query)).toStrictEqual(token);
  });

  test("runs every other verb as one command", async () => {
    await store.open();
    const user = aUser();
    const token = aOneTimeToken();
    commands.length = 0;
    await store.users.create(user);
    await store.users.byId(user._id);
    await store.users.compareAndSet({ ...user, version: 1 }, 0);
    await store.users.delete(user._id);
    await store.sessions.get("none");
    await store.sessions.listByUser({ userId: user._id, epoch: 0, now: NOW, limit: 10 });
    await store.oneTimeTokens.put(token);
    await store.oneTimeTokens.take({ hash: token.hash, purpose: token.purpose, now: NOW });
    await store.audit.append(anAuditEvent());
    await store.audit.listByUser({ userId: user._id, limit: 10 });
    await store.ping();
    expect(commands).toEqual([
      ...["insert", "find", "update", "delete"],
      ...["find", "find"],
      ...["update", "findAndModify"],
      ...["insert", "find", "ping"],
    ]);
  });

  test("may be opened several times in one process", async () => {
    const other = createMongoStore({ url });
    await Promise.all([store.open(), store.open(), other.open()]);
    const user = aUser();
    await store.users.create(user);
    expect(await other.users.byId(user._id)).toStrictEqual(user);
    await other.close();
    expect(await store.users.byId(user._id)).toStrictEqual(user);
  });
});

describe("the MongoDB URL is in no message", () => {
  const SECRET = "pa55word-of-the-database";

  test.each([
    `mongodb://user:${SECRET}@127.0.0.1:1/latchkey`,
    `mongodb://user:${SECRET}@/latchkey`,
    `mongodb://user:${SECRET}@127.0.0.1:port/latchkey`,
    `mongodb://user:${SECRET}@127.0.0.1/latchkey?noSuchOption=1`,
    `mongodb:/user:${SECRET}@127.0.0.1/latchkey`,
  ])("case %#", async (url) => {
    const store = createMongoStore({ url, stepTimeoutMs: 100 });
    const error = await store.open().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(SECRET);
    await store.close();
  });
});
