import { accessSync, closeSync, constants, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { codeOf } from "../../utils/errorFacts.js";
import { StoreUnavailableError } from "../../utils/StoreUnavailableError.js";
import { assertNotMoved } from "./copyMark.js";
import { migrate } from "./migrate.js";

/** SQLite would wait inside the call, and the event loop would stand still: the waiting is retryWhileLocked's. */
const BUSY_TIMEOUT_MS = 0;

/**
 * FULL: a commit is on the disk when it returns. NORMAL: it survives the process, but not a power cut of that moment; the
 * file stays sound either way.
 */
export type Synchronous = "FULL" | "NORMAL";

/**
 * Opens, configures and migrates the database file, in one synchronous go. `onMigrated` hears the name of each migration.
 * Throws {@link StoreUnavailableError} when its data was moved elsewhere.
 */
export function openDatabase(
  path: string,
  synchronous: Synchronous,
  onStatement?: (sql: string) => void,
  onMigrated?: (name: string) => void,
): Database.Database {
  return prepared(openFile(path, synchronous, onStatement), (database) => {
    assertNotMoved(database);
    migrate(database, onMigrated);
  });
}

/** The database when it is prepared; it is closed when that fails. */
export function prepared(
  database: Database.Database,
  prepare: (database: Database.Database) => void,
): Database.Database {
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens and configures the database file as it is. It and its folder are made when missing. */
export function openFile(
  path: string,
  synchronous: Synchronous,
  onStatement?: (sql: string) => void,
): Database.Database {
  const file = resolve(path);
  prepareFile(file);
  const database = new Database(file, {
    timeout: BUSY_TIMEOUT_MS,
    ...(onStatement && { verbose: (sql: unknown) => onStatement(String(sql)) }),
  });
  return prepared(database, () => configure(database, synchronous));
}

function prepareFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    createIfMissing(file);
    // SQLite opens a file that it may only read without a complaint: the first write would find out.
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new StoreUnavailableError("The SQLite file cannot be created or written.", { cause: error });
  }
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

function configure(database: Database.Database, synchronous: Synchronous): void {
  const journalMode = database.pragma("journal_mode = WAL", { simple: true });
  if (journalMode !== "wal") throw new StoreUnavailableError("The SQLite file lies where WAL does not work.");
  // The driver's default in WAL mode is NORMAL, which may lose acknowledged commits when the power fails.
  database.pragma(`synchronous = ${synchronous}`);
  database.pragma("foreign_keys = ON");
}
