import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { aUser } from "../support/records.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/store/mongoProgram.js";
import { type MongoProxy, startMongoProxy } from "../support/store/mongoProxy.js";

const CONFLICT = { ok: 0, code: 112, codeName: "WriteConflict", errmsg: "Please retry your operation." };
const OVERLOAD = { ok: 0, code: 462, errmsg: "Too many requests.", errorLabels: ["SystemOverloadedError"] };
const OTHER_ERROR = { ok: 0, code: 9, codeName: "FailedToParse", errmsg: "The command is wrong." };
const FOREVER = 1000;

describe.skipIf(!hasMongoProgram)("a MongoDB server that answers a write", () => {
  let server: RunningProgram;
  let proxy: MongoProxy;
  let store: Store;

  beforeAll(async () => {
    server = await startOwnMongo();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    const url = freshMongoUrl(server.url);
    proxy = await startMongoProxy(Number(new URL(url).port));
    store = createMongoStore({ url: proxy.urlOf(url) });
    await store.open();
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  const sent = (command: string) => proxy.requests.filter((request) => request.includes(command)).length;

  test("with a conflict gets it again, and it is applied once", async () => {
    const user = aUser();
    proxy.answer("insert", CONFLICT, 2);
    expect(await store.users.create(user)).toEqual({ kind: "created" });
    proxy.answer("update", CONFLICT, 2);
    expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "stored" });
    expect(await store.users.byId(user._id)).toMatchObject({ version: 1 });
  });

  test("with conflicts alone makes the store unavailable after a few attempts, and nothing is applied", async () => {
    const user = aUser();
    proxy.answer("insert", CONFLICT, FOREVER);
    await expect(store.users.create(user)).rejects.toMatchObject({
      name: "StoreUnavailableError",
      outcome: "not-applied",
    });
    expect(sent("insert")).toBe(6);
    proxy.answer("insert", CONFLICT, 0);
    expect(await store.users.byId(user._id)).toBeNull();
  });

  test("with a conflict for one of many gets that one again", async () => {
    const users = [aUser(), aUser()];
    const writeErrors = [{ index: 1, code: CONFLICT.code, errmsg: CONFLICT.errmsg }];
    await store.users.create(users[0] ?? aUser());
    proxy.answer("insert", { ok: 1, n: 1, writeErrors });
    expect(await store.users.createMany(users)).toEqual([{ kind: "created" }, { kind: "created" }]);
    expect(await store.users.byId(users[1]?._id ?? "")).toEqual(users[1]);
  });

  test("with its overload makes the store unavailable, and with what is a fault of the command does not", async () => {
    proxy.answer("insert", OVERLOAD, FOREVER);
    await expect(store.users.create(aUser())).rejects.toMatchObject({ name: "StoreUnavailableError" });
    proxy.answer("insert", OTHER_ERROR, FOREVER);
    await expect(store.users.create(aUser())).rejects.toMatchObject({ name: "MongoServerError", code: 9 });
  });
});
