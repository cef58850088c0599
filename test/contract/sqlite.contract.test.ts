import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStore } from "../../src/stores/index.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { describeStoreContract } from "./storeContract.js";

describeStoreContract("the SQLite store", () => openStore(""));
describeStoreContract("the SQLite store under a prefix", () => openStore("latchkey_"));

describeStoreContract("the SQLite store in memory", async () => {
  const store = createStore({ databaseUrl: "memory:", databasePrefix: "" });
  await store.open();
  return { store, dispose: () => store.close() };
});

async function openStore(prefix: string) {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-contract-"));
  const store = createSqliteStore({ path: join(folder, "store.db"), prefix });
  await store.open();
  return {
    store,
    async dispose() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
