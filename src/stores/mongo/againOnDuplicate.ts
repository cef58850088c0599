import { isDuplicateKey } from "./duplicateKey.js";

const ATTEMPTS = 5;

/**
 * Runs a write that may insert. Of concurrent ones for one key some fail as duplicates, because the key was missing when
 * they began. Such a failure is certain to have changed nothing, so the write runs again, a few times at most; after any
 * other failure it may have happened, and running it again could count it twice.
 */
export async function againOnDuplicate<T>(write: () => Promise<T>, attemptsLeft = ATTEMPTS): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error) || attemptsLeft === 1) throw error;
    return againOnDuplicate(write, attemptsLeft - 1);
  }
}
