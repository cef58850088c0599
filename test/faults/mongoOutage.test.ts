import { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { expectEveryVerbUnavailable } from "../support/faults/expectEveryVerbUnavailable.js";
import { aUser } from "../support/records.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import {
  hasMongoProgram,
  hasReplicaSet,
  startOwnMongo,
  startOwnReplicaSet,
  startOwnStandalone,
} from "../support/store/mongoProgram.js";
import { type MongoProxy, startMongoProxy } from "../support/store/mongoProxy.js";

// Building indexes is a step too, and a busy machine takes its time over it.
const stepTimeoutMs = 1500;
const unavailable = expect.any(StoreUnavailableError);

describe.skipIf(!hasReplicaSet)("a MongoDB server that is away", () => {
  test.each([
    ["of a replica set", startOwnReplicaSet],
    ["without a replica set", startOwnStandalone],
  ])(
    "makes every verb unavailable, and the same store works when it is back, with the data that was there: one %s",
    async (_, start) => {
      const server = await start();
      onTestFinished(() => server.dispose());
      const store = createMongoStore({ url: freshMongoUrl(server.url), stepTimeoutMs });
      onTestFinished(() => store.close());
      await store.open();
      const user = aUser();
      await store.users.create(user);
      await server.stop();
      await expectEveryVerbUnavailable(store);
      await server.restart();
      expect(await store.users.byId(user._id)).toStrictEqual(user);
      expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "stored" });
    },
  );
});

describe.skipIf(!hasMongoProgram)("a MongoDB server that is away", () => {
  let server: RunningProgram;
  let store: Store;

  beforeAll(async () => {
    server = await startOwnMongo();
  });
  afterAll(() => server.dispose());
  beforeEach(() => {
    store = createMongoStore({ url: freshMongoUrl(server.url), stepTimeoutMs });
  });
  afterEach(() => store.close());

  test("makes a write that was never sent certain not to have been applied", async () => {
    await store.open();
    await server.stop();
    await expect(store.ping()).rejects.toEqual(unavailable);
    await expect(store.users.create(aUser())).rejects.toMatchObject({
      name: "StoreUnavailableError",
      outcome: "not-applied",
      cause: expect.any(Error),
    });
    await server.restart();
  });

  test("lets open fail, and a later open succeed", async () => {
    await server.stop();
    await expect(store.open()).rejects.toEqual(unavailable);
    await expect(store.ping()).rejects.toEqual(unavailable);
    await server.restart();
    await store.open();
    await expect(store.ping()).resolves.toBeUndefined();
  });
});

describe.skipIf(!hasMongoProgram)("a MongoDB server that does not answer", () => {
  let server: RunningProgram;
  let proxy: MongoProxy;
  let url: string;
  let store: Store;

  beforeAll(async () => {
    server = await startOwnMongo();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    proxy = await startMongoProxy(Number(new URL(server.url).port));
    url = proxy.urlOf(freshMongoUrl(server.url));
    store = createMongoStore({ url, stepTimeoutMs });
  });
  afterEach(async () => {
    proxy.forward();
    await store.close();
    await proxy.close();
  });

  test("makes every verb unavailable instead of hanging, and the same store works when it answers again", async () => {
    await store.open();
    proxy.swallowRequests();
    await expectEveryVerbUnavailable(store);
    proxy.forward();
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  });

  test("makes open unavailable instead of hanging", async () => {
    proxy.swallowRequests();
    await expect(store.open()).rejects.toEqual(unavailable);
  });

  test("leaves the outcome of a write unknown when only its answer was lost", async () => {
    await store.open();
    const user = aUser();
    proxy.swallowAnswers();
    await expect(store.users.create(user)).rejects.toMatchObject({ name: "StoreUnavailableError", outcome: "unknown" });
    proxy.forward();
    expect(await store.users.byId(user._id)).toStrictEqual(user);
  });

  test("is asked for session and user at once: neither read waits for the other's answer", async () => {
    await store.close();
    let finds = 0;
    store = createMongoStore({ url, stepTimeoutMs, onCommand: (name) => (finds += name === "find" ? 1 : 0) });
    await store.open();
    // Opens the two connections of the pool: no new one can be made while answers are lost.
    await store.authState("id", "user");
    finds = 0;
    proxy.swallowAnswers();
    await expect(store.authState("id", "user")).rejects.toEqual(unavailable);
    expect(finds).toBe(2);
  });

  /**
   * As when the server goes: the socket of a command is destroyed before it is written, and says afterwards that it is closed.
   * Answers what has been written so.
   */
  function destroyUnderCommands(): string[] {
    const lost: string[] = [];
    const write = Socket.prototype.write;
    vi.spyOn(Socket.prototype, "write").mockImplementation(function (this: Socket, ...args: Parameters<typeof write>) {
      if (this.remotePort === proxy.port) {
        lost.push(String(args[0]));
        this.destroy();
      }
      return write.apply(this, args);
    } as typeof write);
    return lost;
  }

  test("and whose connection is destroyed under a command makes the verb unavailable instead of hanging", async () => {
    await store.open();
    const user = aUser();
    await store.users.create(user);
    destroyUnderCommands();
    await expect(store.users.byId(user._id)).rejects.toMatchObject({ outcome: "not-applied" });
    await expect(store.users.compareAndSet({ ...user, version: 1 }, 0)).rejects.toEqual(unavailable);
    vi.restoreAllMocks();
    expect(await store.users.byId(user._id)).toStrictEqual(user);
  });

  test("and whose connection is destroyed as the driver looks after the server is used again all the same", async () => {
    await store.close();
    store = createMongoStore({ url: `${url}&heartbeatFrequencyMS=500&retryWrites=false`, stepTimeoutMs });
    await store.open();
    const lost = destroyUnderCommands();
    await vi.waitUntil(() => lost.some((command) => /hello|ismaster/i.test(command)), { timeout: 10_000 });
    vi.restoreAllMocks();
    // Now the driver wants to know whether the server is there.
    proxy.loseAnswer("ok");
    await expect(store.users.create(aUser())).rejects.toEqual(unavailable);
    await vi.waitFor(() => store.ping(), { timeout: 10_000 });
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  });

  test("leaves nothing unknown about a read", async () => {
    await store.open();
    proxy.swallowAnswers();
    await expect(store.users.byId("id")).rejects.toMatchObject({ outcome: "not-applied" });
  });
});
