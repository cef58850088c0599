import { type Connection, Mongoose, type mongo, Schema } from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import type { AppConnection } from "../../src/stores/DatabaseAdapter.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { mongoDriverVersion } from "../../src/stores/mongo/mongoDriver.js";
import type { Store } from "../../src/stores/Store.js";
import { ForeignDatabaseError } from "../../src/stores/StoreUnavailableError.js";
import { aSession, aUser } from "../support/records.js";
import { anAppMongoose, anotherCopyOfMongoose } from "../support/store/appMongoose.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/store/mongoProgram.js";
import { commandOf, startMongoProxy } from "../support/store/mongoProxy.js";
import { onMongo } from "../support/store/tutorialUsers.js";

const PREFIX = "latchkey_";
const EPOCH_ENDS = [{ epoch: 0, cause: "logout-all", at: 1 }] as const;
const unavailable = expect.objectContaining({ name: "StoreUnavailableError" });

/** A store on an app's connection, until the test ends. */
function storeOn(connection: AppConnection, { prefix = PREFIX, stepTimeoutMs = 5000 } = {}): Store {
  const store = createMongoStore({ url: "", connection, prefix, stepTimeoutMs });
  onTestFinished(() => store.close());
  return store;
}

describe.skipIf(inject("mongoUrl") === null)("a store on the connection of an app", () => {
  let url: string;

  beforeEach(() => {
    url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
  });

  const everything = () =>
    onMongo(url, async (db) => {
      const names = (await db.listCollections().toArray()).map(({ name }) => name).toSorted();
      return Promise.all(names.map(async (name) => [name, await db.collection(name).find().toArray()] as const));
    });

  test("waits until it is open, and keeps its records beside those of the app's own model User", async () => {
    const app = anAppMongoose();
    const AppUser = app.model("User", new Schema({ name: String }));
    const connecting = app.connect(url);
    const store = storeOn(app.connection);
    await store.open();
    await connecting;
    await AppUser.create({ name: "Ada" });
    const user = aUser();
    expect(await store.users.create(user)).toEqual({ kind: "created" });
    expect(await store.users.byId(user._id)).toEqual(user);
    expect(await AppUser.find().lean()).toMatchObject([{ name: "Ada" }]);
    expect(app.modelNames()).toEqual(["User"]);
    expect((await everything()).map(([name]) => name)).toContain("latchkey_users");
  });

  test("leaves it open, and without a listener of its own, when it is closed", async () => {
    const app = anAppMongoose();
    await app.connect(url);
    const client = app.connection.getClient();
    const listeners = () => client.eventNames().map((name) => [name, client.listenerCount(name as "close")]);
    const before = listeners();
    const store = storeOn(app.connection);
    await store.open();
    await store.close();
    await expect(store.ping()).rejects.toEqual(unavailable);
    expect(listeners()).toEqual(before);
    expect(app.connection.readyState).toBe(1);
    await app.connection.collection("orders").insertOne({ of: "Ada" });
  });

  test("uses the database of the connection, which need not be that of its URL", async () => {
    const name = new URL(freshMongoUrl()).pathname.slice(1);
    const elsewhere = url.replace(/\/[^/]+$/, `/${name}`);
    onTestFinished(() => dropMongoDatabase(elsewhere));
    const app = anAppMongoose();
    await app.connect(url, { dbName: name });
    const store = storeOn(app.connection);
    await store.open();
    await store.users.create(aUser());
    expect(await everything()).toEqual([]);
    const count = (db: mongo.Db) => db.collection("latchkey_users").countDocuments();
    expect(await onMongo(elsewhere, count)).toBe(1);

    const derived = storeOn(app.connection.useDb(new URL(url).pathname.slice(1)));
    await derived.open();
    expect(await derived.users.create(aUser())).toEqual({ kind: "created" });
    expect((await everything()).map(([collection]) => collection)).toContain("latchkey_users");
  });

  test("stores what it is given, whatever the app sets on its Mongoose and its client", async () => {
    const app = anAppMongoose();
    const plugin = vi.fn((schema: Schema) => void schema.add({ tenant: { type: String, default: "acme" } }));
    app.plugin(plugin);
    app.set("strict", false).set("strictQuery", false).set("autoIndex", true).set("bufferCommands", true);
    app.set("toJSON", { virtuals: true }).set("timestamps.createdAt.immutable", false);
    app.set("runValidators", true).set("id", true).set("cloneSchemas", true);
    await app.connect(url, { ignoreUndefined: true, useBigInt64: true } as object);
    settingsOfClasses(app);
    const store = storeOn(app.connection);
    await store.open();
    const user = aUser({ roles: ["Admin "], fullName: " Ada LOVELACE ", epochEnds: EPOCH_ENDS });
    const session = aSession({ userId: user._id, userAgent: " Agent 007 " });
    await store.users.create(user);
    await store.sessions.create(session);
    await store.users.compareAndSet({ ...user, avatarUrl: "https://EXAMPLE.com/A.png", version: 1 }, 0);
    expect(await store.users.byId(user._id)).toEqual({
      ...user,
      avatarUrl: "https://EXAMPLE.com/A.png",
      version: 1,
    });
    expect(await store.authState(session._id, user._id)).toMatchObject({ session });
    const plain = createMongoStore({ url, prefix: PREFIX });
    onTestFinished(() => plain.close());
    await plain.open();
    expect(await plain.sessions.get(session._id)).toEqual(session);
    expect(JSON.stringify(await everything())).not.toContain("acme");
    expect(plugin).not.toHaveBeenCalled();
  });

  test("does so on a URL too, where the settings belong to classes that all Mongoose instances share", async () => {
    settingsOfClasses(anAppMongoose());
    const store = createMongoStore({ url });
    onTestFinished(() => store.close());
    await store.open();
    const user = aUser({ roles: ["Admin "], fullName: " Ada LOVELACE ", epochEnds: EPOCH_ENDS });
    await store.users.create(user);
    expect(await store.users.byId(user._id)).toEqual(user);
  });

  test("works with a connection of another copy of Mongoose and of the driver", async () => {
    const app = await anotherCopyOfMongoose();
    expect(app.Mongoose).not.toBe(Mongoose);
    await app.connect(url);
    const store = storeOn(app.connection);
    await store.open();
    const user = aUser();
    expect(await store.users.create(user)).toEqual({ kind: "created" });
    expect(await store.users.create({ ...aUser(), username: user.username })).toEqual({
      kind: "taken",
      field: "username",
    });
    for (const call of Object.values(everyVerb)) await call(store);
    await expect(store.users.byLogin(JSON.parse('{"username":{"$ne":null}}'))).rejects.toThrow(/Cast to string/);
    expect(await mongoDriverVersion(app.connection)).toBe(await mongoDriverVersion());
  });

  test.each(["users", "sessions", "signingKeys"])(
    "refuses to share a collection for which the app has a model, before it has an index there: %s",
    async (collection) => {
      const app = anAppMongoose();
      app.set("autoCreate", false);
      app.model("Own", new Schema({ name: String }), collection);
      await app.connect(url);
      const error = await storeOn(app.connection, { prefix: "" })
        .open()
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ForeignDatabaseError);
      expect(String(error)).toContain(`"${collection}" belongs to a model of the app`);
      expect(String(error)).toContain("databasePrefix");
      expect(await everything()).toEqual([]);
    },
  );

  test("lets the app read Latchkey's own collection through a model", async () => {
    const app = anAppMongoose();
    await app.connect(url);
    const first = storeOn(app.connection);
    await first.open();
    const user = aUser();
    await first.users.create(user);
    const Account = app.model("Account", new Schema({ _id: String, username: String }), "latchkey_users");
    await storeOn(app.connection).open();
    expect(await Account.findById(user._id).lean()).toMatchObject({ username: user.username });
  });

  test("is unavailable while the app has not connected, or has closed it, and comes back by itself", async () => {
    const app = anAppMongoose();
    const store = storeOn(app.connection);
    await expect(store.open()).rejects.toEqual(unavailable);
    await expect(store.ping()).rejects.toEqual(unavailable);
    await app.connect(url);
    await store.open();
    const user = aUser();
    await store.users.create(user);

    await app.disconnect();
    await expect(store.users.byId(user._id)).rejects.toEqual(unavailable);
    await expect(store.users.create(aUser())).rejects.toEqual(unavailable);
    await app.connect(url);
    expect(await store.users.byId(user._id)).toEqual(user);
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  });
});

/** What an app may set for every field of its own models; it is taken back when the test ends. */
function settingsOfClasses({ Schema: { Types } }: Mongoose): void {
  const {
    String: Text,
    Number: Numeric,
    Boolean: Flag,
    Mixed,
    Array: List,
    DocumentArray,
    DocumentArrayElement,
  } = Types;
  const shared = [Text, Numeric, Flag, Mixed, List, DocumentArray, DocumentArrayElement] as unknown as Array<
    Record<string, unknown>
  >;
  const before = shared.map((one) => Object.getOwnPropertyDescriptors(one));
  onTestFinished(() => {
    for (const [index, one] of shared.entries()) {
      for (const key of Object.keys(one)) if (!(key in (before[index] ?? {}))) Reflect.deleteProperty(one, key);
      Object.defineProperties(one, before[index] ?? {});
      one["defaultOptions"] = {};
    }
  });
  Text.set("lowercase", true);
  Text.set("trim", true);
  Text.set("set", (value: unknown) => `${value}!`);
  Text.set("maxlength", 3);
  Text.set("immutable", true);
  Text.set("select", false);
  Text.cast(() => "cast");
  Numeric.set("min", 1_000);
  Numeric.cast(() => 42);
  Flag.cast(() => true);
  Mixed.set("default", "something");
  for (const one of [List, DocumentArray, DocumentArrayElement] as unknown as Array<typeof Mixed>) {
    one.set("set", () => []);
    one.set("immutable", true);
    one.set("select", false);
    one.set("default", () => [{}]);
  }
}

describe.skipIf(!hasMongoProgram)("a store on the connection of an app", () => {
  let server: RunningProgram;

  beforeAll(async () => {
    server = await startOwnMongo();
  });
  afterAll(() => server.dispose());

  /** An app behind a proxy, with the weakest promises that a URL can ask for. */
  async function anApp(options: string) {
    const app = anAppMongoose();
    const proxy = await startMongoProxy(Number(new URL(server.url).port));
    onTestFinished(() => proxy.close());
    const url = freshMongoUrl(server.url);
    await app.connect(`${proxy.urlOf(url)}&${options}`);
    return { proxy, connection: app.connection as Connection };
  }

  test("writes to the journals of a majority and reads from there, whatever the app has chosen for itself", async () => {
    const { proxy, connection } = await anApp("w=0&journal=false&readConcernLevel=local&readPreference=secondary");
    const store = storeOn(connection);
    await store.open();
    proxy.requests.length = 0;
    for (const call of Object.values(everyVerb)) await call(store);
    const commands = proxy.requests.flatMap((request) => commandOf(request) ?? []);
    const writes = commands.filter((one) =>
      ["insert", "update", "delete", "findAndModify"].some((name) => name in one),
    );
    expect(writes).toHaveLength(44);
    for (const { writeConcern } of writes) {
      expect(writeConcern).toMatchObject({ w: "majority", j: true, wtimeout: 5000 });
    }
    const reads = commands.filter(({ find }) => find !== undefined && find !== "latchkey_copyMarks");
    expect(reads).toHaveLength(32);
    for (const { readConcern } of reads) expect(readConcern).toEqual({ level: "majority" });
  });

  test("is unavailable instead of hanging while the server is silent, whatever limits the app has set", async () => {
    const { proxy, connection } = await anApp("serverSelectionTimeoutMS=20000&socketTimeoutMS=0");
    const store = storeOn(connection, { stepTimeoutMs: 700 });
    await store.open();
    const user = aUser();
    await store.users.create(user);
    proxy.swallowAnswers();
    const late = storeOn(connection, { stepTimeoutMs: 50 });
    await Promise.all([
      expect(store.users.byId(user._id)).rejects.toMatchObject({ outcome: "not-applied" }),
      expect(store.users.create(aUser())).rejects.toMatchObject({ outcome: "unknown" }),
      expect(late.open()).rejects.toEqual(unavailable),
    ]);
    proxy.forward();
  });

  test("works again when the server is back, over the app's own pool", async () => {
    const { connection } = await anApp("serverSelectionTimeoutMS=300&heartbeatFrequencyMS=500");
    const store = storeOn(connection);
    await store.open();
    const user = aUser();
    await store.users.create(user);
    await server.stop();
    await expect(store.users.byId(user._id)).rejects.toEqual(unavailable);
    await server.restart();
    expect(await vi.waitFor(() => store.users.byId(user._id), { timeout: 10_000 })).toEqual(user);
  });
});
