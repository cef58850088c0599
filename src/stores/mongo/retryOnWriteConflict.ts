import { setTimeout as sleep } from "node:timers/promises";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { isWriteConflict } from "./mongoErrors.js";

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 5;

/**
 * Runs a write again, a few times at most, while the server gives it up for another write of the same record. Rejects with
 * StoreUnavailableError when it never wins: nothing was applied, so the client may send its request again.
 */
export async function retryOnWriteConflict<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (cause) {
      if (!isWriteConflict(cause)) throw cause;
      if (attempt + 1 === ATTEMPTS) throw new StoreUnavailableError("The MongoDB record is in use.", { cause });
    }
    await sleep(pauseMs(attempt));
  }
}

/** Doubles, with jitter, so that the writers of one record do not meet again at the same moment. */
function pauseMs(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2);
}
