import { accessSync, closeSync, constants, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../../utils/errorFacts.js";
import { makeFolder } from "../../utils/makeFolder.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";

/** SQLite's own name for a database in memory, which is no file. */
export const MEMORY_PATH = ":memory:";

/** Creates the file and its folder when they are missing. Throws StoreUnavailableError, which says what is in the way. */
export function prepareFile(file: string): void {
  const folder = dirname(file);
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new StoreUnavailableError(`The folder ${folder} of the SQLite file ${file} cannot be created.`, { cause });
  }
  assertIsFile(file);
  try {
    createIfMissing(file);
    // SQLite opens a file that it may only read, and fails at the first write.
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new StoreUnavailableError(`The SQLite file ${file} cannot be created or written.`, { cause });
  }
}

/** Throws StoreUnavailableError when the path names a folder. */
export function assertIsFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw new StoreUnavailableError(`${file} is a folder: DATABASE_URL has to name a SQLite file.`);
}

/**
 * SQLite would create the file with the umask's rights; password hashes are for the owner alone. An existing file must not
 * be opened here: closing it again would drop the locks that this process's other connections hold on it (a POSIX rule).
 */
function createIfMissing(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

/** Why a file was not opened: SQLite's own words do not say which file it is and what to do. */
export function openingFault(file: string, cause: unknown): unknown {
  const code = String(codeOf(cause));
  if (code === "SQLITE_NOTADB") {
    return new StoreUnavailableError(`${file} is not a SQLite database: name another file in DATABASE_URL.`, { cause });
  }
  // Its log is beside it.
  return /^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code)
    ? new StoreUnavailableError(`The SQLite file ${file} cannot be opened: it and its folder have to be writable.`, {
        cause,
      })
    : cause;
}

/**
 * Notes which file is at the path, and gives a function that throws {@link StoreUnavailableError} when it is no longer that
 * one. SQLite goes on with a file that was deleted or replaced: every write would be acknowledged and lost at the next start.
 */
export function fileIdentityCheck(path: string): () => void {
  if (path === MEMORY_PATH) return () => undefined;
  const opened = identityOf(path);
  return () => {
    if (identityOf(path) === opened) return;
    // Nobody can say whether the file that will be opened next has what was written.
    throw new StoreUnavailableError("The SQLite file was deleted or replaced.", { outcome: "unknown" });
  };
}

/** It must not be opened: closing it again would drop this process's locks on it (a POSIX rule). */
function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

/**
 * The same check, which one turn of the event loop makes only once when it passes. Requests that arrived together are served
 * in one turn, so what held for the first of them held while the others were asked.
 */
export function oncePerTick(check: () => void): () => void {
  let hasPassed = false;
  return () => {
    if (hasPassed) return;
    check();
    hasPassed = true;
    setImmediate(() => {
      hasPassed = false;
    });
  };
}
