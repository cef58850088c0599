import { statSync } from "node:fs";
import { StoreUnavailableError } from "../StoreUnavailableError.js";

/**
 * Looks which file lies at the path, and gives a function that throws {@link StoreUnavailableError} when it is no longer that
 * one. SQLite goes on with a file that was deleted or replaced: every write would be acknowledged and lost at the next start.
 */
export function createPlaceGuard(path: string): () => void {
  const opened = identityOf(path);
  return () => {
    if (identityOf(path) === opened) return;
    // Whether what was written is in the file that will be opened next, nobody can say.
    throw new StoreUnavailableError("The SQLite file was deleted or replaced.", { outcome: "unknown" });
  };
}

/** It must not be opened: closing it again would drop this process's locks on it (a POSIX rule). */
function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}
