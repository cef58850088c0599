import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { anAddition, aOneTimeToken, NOW } from "../support/records.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/store/mongoProgram.js";
import { type MongoProxy, startMongoProxy } from "../support/store/mongoProxy.js";

// The answer to the search for what has expired.
const FOUND = "firstBatch";

describe.skipIf(!hasMongoProgram)(
  "deleting what has expired on MongoDB spares what was renewed since it was found",
  () => {
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
      store = createMongoStore({ url: proxy.urlOf(url) });
      await Promise.all([store.open(), other.open()]);
    });
    afterEach(async () => {
      await store.close();
      await other.close();
      await proxy.close();
    });

    test("a counter that started again, and takes the others", async () => {
      const [over, renewed] = [anAddition({ expiresAt: NOW }), anAddition({ expiresAt: NOW })];
      for (const addition of [over, renewed]) await store.rateLimits.set(addition);

      proxy.beforeAnswer(FOUND, () => other.rateLimits.add({ ...renewed, expiresAt: NOW + 1 }));

      expect(await store.rateLimits.deleteExpired(NOW, 10)).toBe(1);
      expect(await other.rateLimits.get(renewed)).toEqual({ points: 1, expiresAt: NOW + 1 });
      expect(await other.rateLimits.delete(over.key)).toBe(false);
    });

    test("a link for which there is a newer one, and takes the others", async () => {
      const [expired, older] = [aOneTimeToken({ expiresAt: NOW }), aOneTimeToken({ expiresAt: NOW })];
      for (const token of [expired, older]) await store.oneTimeTokens.put(token);
      const newer = aOneTimeToken({ userId: older.userId, expiresAt: NOW + 1 });

      proxy.beforeAnswer(FOUND, () => other.oneTimeTokens.put(newer));

      expect(await store.oneTimeTokens.deleteExpired(NOW, 10)).toBe(1);
      expect(await other.oneTimeTokens.listByUser(older.userId)).toStrictEqual([newer]);
      expect(await other.oneTimeTokens.listByUser(expired.userId)).toEqual([]);
    });
  },
);
