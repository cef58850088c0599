import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { startMongoProxy } from "../support/store/mongoProxy.js";

function storeAt(url: string): Store {
  const store = createMongoStore({ url });
  onTestFinished(() => store.close());
  return store;
}

describe.skipIf(inject("mongoUrl") === null)("an empty MongoDB database", () => {
  test.each(["users", "sessions", "oneTimeTokens", "signingKeys"])(
    "is opened by a server although another one makes it its own meanwhile, after the look at %s",
    async (collection) => {
      const url = freshMongoUrl();
      onTestFinished(() => dropMongoDatabase(url));
      const proxy = await startMongoProxy(Number(new URL(url).port));
      onTestFinished(() => proxy.close());
      const [one, other] = [storeAt(proxy.urlOf(url)), storeAt(url)];
      let isOther = false;
      proxy.beforeAnswer(`.${collection}`, async () => {
        await other.open();
        isOther = true;
      });
      await one.open();
      expect(isOther).toBe(true);
      await one.ping();
    },
  );
});
