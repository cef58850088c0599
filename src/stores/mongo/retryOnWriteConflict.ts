import { pause } from "../pause.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { isWriteConflict } from "./mongoErrors.js";

const ATTEMPTS = 6;
const PAUSES = { firstMs: 5, longestMs: 160 };

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
    await pause(attempt, PAUSES);
  }
}
