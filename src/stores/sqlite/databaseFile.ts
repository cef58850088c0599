import { accessSync, closeSync, constants, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../../utils/errorFacts.js";
import { makeFolder } from "../../utils/makeFolder.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";

/** Makes the file and its folder when they are missing. Throws StoreUnavailableError, which says what is in the way. */
export function prepareFile(file: string): void {
  const folder = dirname(file);
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new StoreUnavailableError(`The folder ${folder} of the SQLite file ${file} cannot be made.`, { cause });
  }
  assertIsFile(file);
  try {
    createIfMissing(file);
    // SQLite opens a file that it may only read without a complaint: the first write would find out.
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new StoreUnavailableError(`The SQLite file ${file} cannot be created or written.`, { cause });
  }
}

/** Throws StoreUnavailableError when something else lies where the file would. */
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

/** Why a file was not opened, where SQLite's own words would not say which file it is and what to do. */
export function openingFault(file: string, cause: unknown): unknown {
  const code = String(codeOf(cause));
  if (code === "SQLITE_NOTADB") {
    return new StoreUnavailableError(`${file} is no SQLite database: name another file in DATABASE_URL.`, { cause });
  }
  // Its log lies beside it.
  return /^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code)
    ? new StoreUnavailableError(`The SQLite file ${file} cannot be opened: it and its folder have to be writable.`, {
        cause,
      })
    : cause;
}
