import { inspect } from "node:util";
import mongoose, { createConnection } from "mongoose";
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store, User } from "../../src/stores/Store.js";
import {
  anAddition,
  anEmailCodesRecord,
  anIdentity,
  aOneTimeToken,
  aPasskey,
  aSecondFactorsRecord,
  aSession,
  aSigningKey,
  aUser,
  NOW,
} from "../support/records.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";

// Before any store is made: a plugin that comes later would reach no schema anyway.
const applicationPlugin = vi.fn();
mongoose.plugin(applicationPlugin);

/** The keys of every collection's indexes, apart from the one of `_id`. */
const INDEXES: Readonly<Record<string, readonly string[]>> = {
  users: ['{"username":1} unique', '{"email":1} unique', '{"passwordHash":1}'],
  sessions: ['{"userId":1,"createdAt":-1,"_id":-1}', '{"userId":1,"_id":-1}', '{"idleExpiresAt":1}'],
  oneTimeTokens: ['{"hash":1} unique', '{"userId":1}', '{"expiresAt":1}'],
  auditEvents: ['{"userId":1,"_id":-1}', '{"at":1}'],
  jobs: ['{"dueAt":1,"_id":1}', '{"userId":1}'],
  rateLimits: ['{"expiresAt":1}'],
  signingKeys: ['{"sequence":1} unique'],
  passkeys: ['{"userId":1,"createdAt":1,"_id":1}', '{"createdAt":1,"_id":1}'],
  identities: ['{"userId":1,"createdAt":1,"_id":1}', '{"createdAt":1,"_id":1}'],
  emailCodes: ['{"expiresAt":1}'],
};

/** The commands of each call of everyVerb. A write that the port calls atomic is one command on one document. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  ping: ["update"],
  authState: ["find", "find"],
  "users.create": ["insert"],
  "users.createMany": ["insert"],
  "users.findTaken": ["find"],
  "users.byId": ["find"],
  "users.byLogin": ["find"],
  "users.compareAndSet": ["update"],
  "users.delete": ["delete"],
  "users.list": ["find"],
  "users.nextLegacyHash": ["find", "find"],
  "sessions.create": ["insert"],
  "sessions.get": ["find"],
  "sessions.compareAndSet": ["update"],
  "sessions.listByUser": ["find"],
  "sessions.listAllByUser": ["find"],
  "sessions.listExpired": ["find"],
  "sessions.deleteExpired": ["delete"],
  "sessions.deleteByUser": ["delete"],
  "oneTimeTokens.put": ["update"],
  "oneTimeTokens.take": ["findAndModify"],
  "oneTimeTokens.find": ["find"],
  "oneTimeTokens.listByUser": ["find"],
  "oneTimeTokens.deleteExpired": ["find", "delete"],
  "oneTimeTokens.deleteByUser": ["delete"],
  "audit.append": ["insert"],
  "audit.list": ["find"],
  "audit.listByUser": ["find"],
  "audit.trimByUser": ["find"],
  "audit.deleteBefore": ["find", "delete"],
  "audit.deleteByUser": ["delete"],
  "queue.add": ["insert"],
  "queue.claim": ["findAndModify"],
  "queue.postpone": ["update"],
  "queue.remove": ["delete"],
  "queue.listByUser": ["find"],
  "queue.deleteByUser": ["delete"],
  // The counter is missing: the first command finds none to add to, the second starts it.
  "rateLimits.add": ["findAndModify", "findAndModify"],
  "rateLimits.set": ["update"],
  "rateLimits.get": ["find"],
  "rateLimits.delete": ["delete"],
  "rateLimits.deleteExpired": ["find", "delete"],
  "signingKeys.list": ["find"],
  "signingKeys.create": ["insert"],
  "signingKeys.compareAndSet": ["update"],
  "signingKeys.delete": ["delete"],
  "secondFactors.get": ["find"],
  "secondFactors.create": ["insert"],
  "secondFactors.compareAndSet": ["update"],
  "secondFactors.delete": ["delete"],
  "passkeys.get": ["find"],
  "passkeys.create": ["insert"],
  "passkeys.compareAndSet": ["update"],
  "passkeys.delete": ["delete"],
  "passkeys.listByUser": ["find"],
  "passkeys.listCreated": ["find"],
  "passkeys.deleteByUser": ["delete"],
  "identities.get": ["find"],
  "identities.create": ["insert"],
  "identities.compareAndSet": ["update"],
  "identities.delete": ["delete"],
  "identities.listByUser": ["find"],
  "identities.listCreated": ["find"],
  "identities.deleteByUser": ["delete"],
  "emailCodes.get": ["find"],
  "emailCodes.create": ["insert"],
  "emailCodes.compareAndSet": ["update"],
  "emailCodes.delete": ["delete"],
  "emailCodes.deleteExpired": ["find", "delete"],
};

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

  test("has its indexes when open has resolved, those that decide uniqueness above all", async () => {
    await store.open();
    const connection = await createConnection(url).asPromise();
    const indexesOf = async (collection: string) => {
      const indexes = await connection.collection(collection).indexes();
      return indexes.map(({ key, unique }) => JSON.stringify(key) + (unique ? " unique" : "")).toSorted();
    };
    const found = await Promise.all(Object.keys(INDEXES).map(async (name) => [name, await indexesOf(name)]));
    const expected = Object.entries(INDEXES).map(([name, keys]) => [name, ['{"_id":1}', ...keys].toSorted()]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    await connection.destroy();
  });

  test("refuses to open on duplicates, says where, and opens once they are removed", async () => {
    const connection = await createConnection(url).asPromise();
    const users = connection.collection<User>("users");
    await users.insertMany([
      aUser({ _id: "1", username: "ada", email: "1@example.com" }),
      aUser({ _id: "2", username: "ada", email: "2@example.com" }),
    ]);
    const refusal = await store.open().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "StoreUnavailableError" });
    expect(String(refusal)).toContain("the collection users holds duplicates");
    // They may be the accounts of an application.
    expect(String(refusal)).toContain("databasePrefix");
    expect(String(refusal)).not.toMatch(/remove|delete/i);
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

  test("runs every verb in as few commands as it can", async () => {
    await store.open();
    const sent: Record<string, string[]> = {};
    for (const [verb, call] of Object.entries(everyVerb)) {
      commands.length = 0;
      await call(store);
      sent[verb] = [...commands];
    }
    expect(sent).toEqual(COMMANDS);
  });

  test("adds to a living counter by one command", async () => {
    await store.open();
    const addition = anAddition();
    await store.rateLimits.add(addition);
    commands.length = 0;
    expect(await store.rateLimits.add(addition)).toMatchObject({ points: 2 });
    expect(commands).toEqual(["findAndModify"]);
  });

  test.each<[string, (store: Store) => Promise<() => Promise<unknown>>]>([
    [
      "users",
      async ({ users }) => {
        const user = aUser();
        await users.create(user);
        return () => users.compareAndSet({ ...user, version: 1 }, 0);
      },
    ],
    [
      "sessions",
      async ({ sessions }) => {
        const session = aSession();
        await sessions.create(session);
        return () => sessions.compareAndSet({ ...session, version: 1 }, 0);
      },
    ],
    [
      "signingKeys",
      async ({ signingKeys }) => {
        const key = aSigningKey();
        await signingKeys.create(key);
        return () => signingKeys.compareAndSet({ ...key, version: 1 }, 0);
      },
    ],
    [
      "secondFactors",
      async ({ secondFactors }) => {
        const record = aSecondFactorsRecord();
        await secondFactors.create(record);
        return () => secondFactors.compareAndSet({ ...record, version: 1, totp: null }, 0);
      },
    ],
    [
      "passkeys",
      async ({ passkeys }) => {
        const passkey = aPasskey();
        await passkeys.create(passkey);
        return () => passkeys.compareAndSet({ ...passkey, version: 1 }, 0);
      },
    ],
    [
      "identities",
      async ({ identities }) => {
        const identity = anIdentity();
        await identities.create(identity);
        return () => identities.compareAndSet({ ...identity, version: 1 }, 0);
      },
    ],
    [
      "emailCodes",
      async ({ emailCodes }) => {
        const record = anEmailCodesRecord();
        await emailCodes.create(record);
        return () => emailCodes.compareAndSet({ ...record, version: 1, waiting: [] }, 0);
      },
    ],
  ])("keeps what a newer program has added to a record of %s when it writes it", async (collection, create) => {
    await store.open();
    const change = await create(store);
    const connection = await createConnection(url).asPromise();
    const records = connection.collection(collection);
    await records.updateMany({}, { $set: { addedLater: "kept" } });
    expect(await change()).toEqual({ kind: "stored" });
    expect(await records.find().toArray()).toMatchObject([{ version: 1, addedLater: "kept" }]);
    await connection.destroy();
  });

  test("reads a user who was stored before ended epochs were, and stores the list with the next change", async () => {
    await store.open();
    const { epochEnds, ...older } = aUser();
    const connection = await createConnection(url).asPromise();
    await connection.collection<typeof older>("users").insertOne(older);
    await connection.destroy();
    const user = await store.users.byId(older._id);
    expect(user).toStrictEqual({ ...older, epochEnds });
    const next = { ...older, epochEnds: [{ epoch: 0, cause: "logout-all", at: NOW }], version: 1 } as const;
    expect(await store.users.compareAndSet(next, 0)).toEqual({ kind: "stored" });
    expect(await store.users.byId(older._id)).toStrictEqual(next);
  });

  test("may be opened by many servers at once, the first time too", async () => {
    const servers = Array.from({ length: 8 }, () => createMongoStore({ url }));
    onTestFinished(async () => {
      for (const server of servers) await server.close();
    });
    await Promise.all(servers.map((server) => server.open()));
    const user = aUser();
    const results = await Promise.all(servers.map(({ users }) => users.create({ ...user, _id: aUser()._id })));
    expect(results.filter(({ kind }) => kind === "created")).toHaveLength(1);
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
