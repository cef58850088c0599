import { describe, inject } from "vitest";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { describeStoreContract } from "./storeContract.js";

// Hundreds of calls at once wait for a server that may be small and shared; that is no outage.
const PATIENCE_MS = 30_000;

describe.skipIf(inject("mongoUrl") === null)("on a MongoDB server", () => {
  describeStoreContract("the MongoDB store", () => openStore(""));
  describeStoreContract("the MongoDB store under a prefix", () => openStore("latchkey_"));

  async function openStore(prefix: string) {
    const url = freshMongoUrl();
    const store = createMongoStore({ url, prefix, stepTimeoutMs: PATIENCE_MS });
    await store.open();
    return {
      store,
      async dispose() {
        await store.close();
        await dropMongoDatabase(url);
      },
    };
  }
});
