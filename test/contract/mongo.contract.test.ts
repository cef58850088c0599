import { describe, inject } from "vitest";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/mongoDatabase.js";
import { describeStoreContract } from "./storeContract.js";

describe.skipIf(inject("mongoUrl") === null)("on a MongoDB server", () => {
  describeStoreContract("the MongoDB store", async () => {
    const url = freshMongoUrl();
    const store = createMongoStore({ url });
    await store.open();
    return {
      store,
      async dispose() {
        await store.close();
        await dropMongoDatabase(url);
      },
    };
  });
});
