import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Store } from "../../../src/stores/Store.js";
import { createSqliteStore, type SqliteStoreOptions } from "../../../src/stores/sqlite/index.js";

/** The path of a database file, not made yet, in a folder that goes when the test ends. */
export function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "store.db");
}

/** An opened store that is closed when the test ends. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const store = createSqliteStore(options);
  await store.open();
  onTestFinished(() => store.close());
  return store;
}
