import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { anAddition, NOW } from "../support/records.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/store/mongoProgram.js";
import { type MongoProxy, startMongoProxy } from "../support/store/mongoProxy.js";

// In every answer to findAndModify.
const ANSWER = "lastErrorObject";

describe.skipIf(!hasMongoProgram)("a call on a limit on MongoDB is counted once", () => {
  let server: RunningProgram;
  let proxy: MongoProxy;
  let store: Store;
  let other: Store;

  beforeAll(async () => {
    server = await startOwnMongo();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    const url = freshMongoUrl(server.url);
    proxy = await startMongoProxy(Number(new URL(url).port));
    other = createMongoStore({ url });
    // A replica set would let the driver send a write again, and count it once all the same.
    store = createMongoStore({ url: `${proxy.urlOf(url)}&retryWrites=false` });
    await Promise.all([store.open(), other.open()]);
  });
  afterEach(async () => {
    await store.close();
    await other.close();
    await proxy.close();
  });

  test("when its answer is lost, because it may have happened and is not sent again", async () => {
    const addition = anAddition();
    await store.rateLimits.add(addition);
    proxy.loseAnswer(ANSWER);
    await expect(store.rateLimits.add(addition)).rejects.toMatchObject({
      name: "StoreUnavailableError",
      outcome: "unknown",
    });
    expect(await other.rateLimits.get(addition)).toMatchObject({ points: 2 });
  });

  test.each([
    ["missing", async () => {}],
    ["over", (key: string) => other.rateLimits.set({ key, points: 9, expiresAt: NOW })],
  ])("when somebody else starts the counter that it found %s", async (_state, prepare) => {
    const addition = anAddition();
    await prepare(addition.key);
    const earlier = { ...addition, points: 5, expiresAt: NOW + 1 };
    proxy.beforeAnswer(ANSWER, () => other.rateLimits.add(earlier));
    expect(await store.rateLimits.add(addition)).toEqual({ points: 6, expiresAt: NOW + 1 });
    expect(await other.rateLimits.get(addition)).toEqual({ points: 6, expiresAt: NOW + 1 });
  });
});
