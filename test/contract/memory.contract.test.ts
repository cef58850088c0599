import { createMemoryStore } from "../../src/stores/memory/index.js";
import { describeStoreContract } from "./storeContract.js";

describeStoreContract("the memory store", async () => {
  const store = createMemoryStore();
  await store.open();
  return { store, dispose: () => store.close() };
});
