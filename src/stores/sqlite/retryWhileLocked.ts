import type Database from "better-sqlite3";
import { pause } from "../pause.js";
import { isLocked, toStoreError } from "./sqliteErrors.js";

const PAUSES = { firstMs: 2, longestMs: 100 };

/**
 * Runs `work` until the file is free, for `lockWaitMs` at most; then it throws the last error. SQLite's own waiting would
 * block the event loop, so the waiting is done here.
 */
export async function retryWhileLocked<T>(work: () => T, lockWaitMs: number): Promise<T> {
  const deadline = performance.now() + lockWaitMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isLocked(error) || performance.now() >= deadline) throw error;
    }
    await pause(attempt, PAUSES);
  }
}

/** How long work waits for a locked file unless somebody says otherwise. */
export const LOCK_WAIT_MS = 10_000;

/** Runs `work` on a file that another process may be using, when it is free. Rejects with StoreUnavailableError. */
export async function whenFree<T>(work: () => T, lockWaitMs = LOCK_WAIT_MS): Promise<T> {
  try {
    return await retryWhileLocked(work, lockWaitMs);
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Opens a file that a server may be using, does one piece of work, and closes it. Rejects with StoreUnavailableError. */
export async function withDatabase<T>(
  open: () => Database.Database,
  work: (database: Database.Database) => T,
): Promise<Awaited<T>> {
  const database = await whenFree(open);
  try {
    return await whenFree(() => work(database));
  } finally {
    database.close();
  }
}
