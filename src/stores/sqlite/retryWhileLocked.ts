import { setTimeout as sleep } from "node:timers/promises";
import { isLocked } from "./faults.js";

const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;

/**
 * Runs `work` until the file is free, at most for `lockWaitMs`; then its last error stands. SQLite's own waiting would
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
    await sleep(pauseMs(attempt));
  }
}

/** Doubles up to a bound, with jitter, so that waiting processes do not knock in step. */
function pauseMs(attempt: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  return pause * (0.5 + Math.random() / 2);
}
