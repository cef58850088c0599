import { createMemoryStore } from "../support/memoryStore/index.js";
import { describeStoreContract } from "./storeContract.js";

describeStoreContract("the memory store", async () => {
  const store = createMemoryStore();
  await store.open();
  return { store, dispose: () => store.close() };
});
