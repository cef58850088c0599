import { resolve } from "node:path";
import Database from "better-sqlite3";
import { assertNotLocked } from "../Archive.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { assertIsFile, MEMORY_PATH, openingFault, prepareFile } from "./databaseFile.js";
import { migrate } from "./migrate.js";
import { readMarker, SQLITE_FILE } from "./migrationMarker.js";
import { assertOwnTables, namingWith } from "./tableNames.js";

/** SQLite would wait inside the call and block the event loop: retryWhileLocked waits instead. */
const BUSY_TIMEOUT_MS = 0;

/**
 * FULL: a commit is on the disk when it returns. NORMAL: it survives the process, but not a power cut of that moment; the
 * file stays sound either way.
 */
export type Synchronous = "FULL" | "NORMAL";

export interface OpenOptions {
  /** Stands before the names of its tables. */
  readonly prefix: string;
  readonly onStatement?: (sql: string) => void;
  /** Gets the name of each migration. */
  readonly onMigrated?: (name: string) => void;
}

/**
 * Opens, configures and migrates the database file, in one synchronous go. Throws {@link StoreUnavailableError} when it is
 * locked, and ForeignDatabaseError when its tables are an application's.
 */
export function openDatabase(
  path: string,
  synchronous: Synchronous,
  options: OpenOptions = { prefix: "" },
): Database.Database {
  const named = namingWith(options.prefix);
  return prepared(openFile(path, synchronous, options), (database) => {
    assertNotLocked(readMarker(database, named), SQLITE_FILE);
    migrate(database, named, options.onMigrated);
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

/** Sets `synchronous` where it is another. SQLite takes it between transactions only. */
export function synchronousSetter(database: Database.Database, opened: Synchronous): (next: Synchronous) => void {
  let current = opened;
  return (next) => {
    if (next === current) return;
    // The driver's pragma() compiles a statement that gives rows, which takes six times as long.
    database.exec(`PRAGMA synchronous = ${next}`);
    current = next;
  };
}

/** Opens and configures the database file as it is. It and its folder are created when missing; a database in memory is new. */
export function openFile(
  path: string,
  synchronous: Synchronous,
  { prefix, onStatement }: OpenOptions,
): Database.Database {
  const file = path === MEMORY_PATH ? path : resolve(path);
  if (file !== MEMORY_PATH) prepareFile(file);
  return opened(file, prefix, (database) => configure(database, synchronous), {
    ...(onStatement && { verbose: (sql: unknown) => onStatement(String(sql)) }),
  });
}

/** Opens a file that exists, to read or copy it. Changes nothing. */
export function openExisting(path: string, prefix: string): Database.Database {
  const file = resolve(path);
  assertIsFile(file);
  return opened(file, prefix, () => undefined, { fileMustExist: true });
}

/** Looks first whose file it is: nothing of an application's is changed, not even its journal mode. */
function opened(
  file: string,
  prefix: string,
  prepare: (database: Database.Database) => void,
  options: Database.Options,
): Database.Database {
  try {
    return prepared(new Database(file, { ...options, timeout: BUSY_TIMEOUT_MS }), (database) => {
      assertOwnTables(database, prefix, namingWith(prefix));
      prepare(database);
    });
  } catch (error) {
    throw openingFault(file, error);
  }
}

function configure(database: Database.Database, synchronous: Synchronous): void {
  const journalMode = database.pragma("journal_mode = WAL", { simple: true });
  // What is in memory has no journal on a disk.
  if (journalMode !== "wal" && !database.memory)
    throw new StoreUnavailableError("The SQLite file is on a file system where WAL does not work.");
  // The driver's default in WAL mode is NORMAL, which may lose acknowledged commits when the power fails.
  database.pragma(`synchronous = ${synchronous}`);
  database.pragma("foreign_keys = ON");
}
