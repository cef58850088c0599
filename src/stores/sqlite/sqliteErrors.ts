import { codeOf } from "../../utils/errorFacts.js";
import { nativeModuleError } from "../../utils/nativeModuleError.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";

const LOCKED = /^SQLITE_(BUSY|LOCKED|PROTOCOL)/;
// The only triggers are those that lock a file: see migrationMarker.ts.
const ENVIRONMENT =
  /^SQLITE_(BUSY|LOCKED|PROTOCOL|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|PERM|NOMEM|CONSTRAINT_TRIGGER)/;

function hasCode(error: unknown, pattern: RegExp): boolean {
  return pattern.test(String(codeOf(error)));
}

/** Whether another process has locked the file, so that trying again later can help. */
export function isLocked(error: unknown): boolean {
  return hasCode(error, LOCKED);
}

/** Whether the fault lies in the file, the disk or the machine, and not in our SQL. */
export function isEnvironmentFault(error: unknown): boolean {
  return hasCode(error, ENVIRONMENT);
}

/** A fault of the environment becomes the error of the port, and a driver that is not built one line. Other errors stay as they are. */
export function toStoreError(error: unknown): unknown {
  if (!isEnvironmentFault(error)) return nativeModuleError(error) ?? error;
  return new StoreUnavailableError("The SQLite database is unavailable.", { cause: error });
}
