import type Database from "better-sqlite3";
import { toStoreError } from "./faults.js";
import { retryWhileLocked } from "./retryWhileLocked.js";

export const LOCK_WAIT_MS = 10_000;

/** Does one piece of work beside a server that may hold the file, and closes it. Rejects with StoreUnavailableError. */
export async function withDatabase<T>(
  open: () => Database.Database,
  work: (database: Database.Database) => T,
): Promise<Awaited<T>> {
  try {
    const database = await retryWhileLocked(open, LOCK_WAIT_MS);
    try {
      return await retryWhileLocked(() => work(database), LOCK_WAIT_MS);
    } finally {
      database.close();
    }
  } catch (error) {
    throw toStoreError(error);
  }
}
