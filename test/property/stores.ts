import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { createMemoryStore } from "../../src/stores/memory/index.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/mongoDatabase.js";

/** One opened store of each kind for a whole test file; MongoDB is `null` where there is no server. */
export function openStores() {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-property-"));
  const mongoUrl = inject("mongoUrl") === null ? null : freshMongoUrl();
  const memory = createMemoryStore();
  const sqlite = createSqliteStore({ path: join(folder, "latchkey.db") });
  const mongo = mongoUrl === null ? null : createMongoStore({ url: mongoUrl });

  beforeAll(async () => {
    await Promise.all([memory.open(), sqlite.open(), mongo?.open()]);
  });

  afterAll(async () => {
    await Promise.all([memory.close(), sqlite.close(), mongo?.close()]);
    if (mongoUrl !== null) await dropMongoDatabase(mongoUrl);
    rmSync(folder, { recursive: true, force: true });
  });

  return { memory, sqlite, mongo };
}
