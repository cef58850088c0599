import { describe, inject } from "vitest";
import { dropMongoDatabase, freshMongoUrl, patientMongoStore } from "../support/store/mongoDatabase.js";
import { describeStoreContract } from "./storeContract.js";

describe.skipIf(inject("mongoUrl") === null)("on a MongoDB server", () => {
  describeStoreContract("the MongoDB store", () => openStore(""));
  describeStoreContract("the MongoDB store under a prefix", () => openStore("latchkey_"));

  async function openStore(prefix: string) {
    const url = freshMongoUrl();
    const store = patientMongoStore(url, prefix);
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
