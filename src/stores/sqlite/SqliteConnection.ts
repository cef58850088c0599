import type Database from "better-sqlite3";
import { assertNotPartialCopy, KINDS } from "../Archive.js";
import type { AuthState } from "../Store.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { fileIdentityCheck, oncePerTick } from "./databaseFile.js";
import { KeptAuthStates, type Touched } from "./KeptAuthStates.js";
import { readMarker, SQLITE_FILE } from "./migrationMarker.js";
import { type OpenOptions, openDatabase, prepared, synchronousSetter } from "./openDatabase.js";
import { retryWhileLocked, whenFree } from "./retryWhileLocked.js";
import { isLocked, toStoreError } from "./sqliteErrors.js";
import { type Naming, namingWith } from "./tableNames.js";
import { WriteQueue } from "./WriteQueue.js";

export interface ConnectionOptions extends OpenOptions {
  readonly path: string;
  readonly lockWaitMs: number;
}

interface Opened {
  database: Database.Database;
  statements: Statements;
  authStates: KeptAuthStates;
  writes: WriteQueue;
  counterWrites: WriteQueue;
  assertSameFile: () => void;
}

/** Runs jobs, which are synchronous. */
export interface Connection {
  /** Runs a job that only reads. */
  read<T>(job: (statements: Statements) => T): Promise<T>;
  /** Runs a job that changes the database by one statement; resolves once the change is committed. */
  write<T>(job: (statements: Statements) => T, touched?: Touched): Promise<T>;
}

// A missing table makes the statement fail, whatever the condition says.
const PROBE = `UPDATE migrations SET name = name WHERE version = 1
  AND ${KINDS.map((table) => `(SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT 1)) >= 0`).join(" AND ")}`;

/** The prepared statements of a connection: each text is compiled once. */
export class Statements {
  readonly #database: Database.Database;
  readonly #named: Naming;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(database: Database.Database, named: Naming) {
    this.#database = database;
    this.#named = named;
  }

  /** The statement for `sql`, which is always one of the adapter's constants. STRICT tables guarantee the row type. */
  prepare<Parameters extends unknown[] = [], Row = unknown>(sql: string): Database.Statement<Parameters, Row> {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(this.#named(sql));
      this.#prepared.set(sql, statement);
    }
    return statement as Database.Statement<Parameters, Row>;
  }
}

/** One connection to the file. Reads run at once, writes in groups, which are on the disk when their callers are answered. */
export class SqliteConnection implements Connection {
  /**
   * The same, for the counters of limits: their writes do not wait for the disk, because each limited request counts first. A
   * power cut takes a moment's attempts away.
   */
  readonly counters: Connection = {
    read: (job) => this.read(job),
    write: async (job) => {
      const { statements, counterWrites } = this.#requireOpen();
      return counterWrites.add(() => job(statements));
    },
  };
  readonly #options: ConnectionOptions;
  readonly #named: Naming;
  #opened: Opened | null = null;
  #opening: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#named = namingWith(options.prefix);
  }

  /** Opens the file, creating and migrating it where needed. A second call joins the first. */
  open(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw toStoreError(error);
    });
    return this.#opening;
  }

  async read<T>(job: (statements: Statements) => T): Promise<T> {
    try {
      return this.#readNow(job);
    } catch (error) {
      if (!isLocked(error)) throw toStoreError(error);
    }
    // Rarely needed: in WAL mode a reader waits only while the log is recovered or set up.
    return whenFree(() => this.#readNow(job), this.#options.lockWaitMs);
  }

  /** The auth state that is kept for the session, or the one that `job` reads. */
  authState(sessionId: string, job: (statements: Statements) => AuthState | null): Promise<AuthState | null> {
    return this.read((statements) => this.#requireOpen().authStates.get(sessionId, () => job(statements)));
  }

  async write<T>(job: (statements: Statements) => T, touched: Touched = "any"): Promise<T> {
    const { statements, authStates, writes } = this.#requireOpen();
    return writes.add(() => {
      authStates.drop(touched);
      return job(statements);
    });
  }

  /** Resolves when a write was committed that changes a row into itself: every table is there, and the disk has room. */
  async ping(): Promise<void> {
    try {
      const changes = await this.write((statements) => statements.prepare(PROBE).run().changes, "none");
      if (changes !== 1) throw new Error("The table migrations is empty.");
    } catch (cause) {
      if (cause instanceof StoreUnavailableError) throw cause;
      throw new StoreUnavailableError("The SQLite database does not take a write.", { cause });
    }
  }

  /** Refuses new calls, finishes the accepted writes and closes the file. */
  async close(): Promise<void> {
    this.#closing ??= this.#close().finally(() => {
      this.#closing = null;
    });
    return this.#closing;
  }

  #readNow<T>(job: (statements: Statements) => T): T {
    const { statements, assertSameFile } = this.#requireOpen();
    // A file that was replaced says nothing about anybody's session.
    assertSameFile();
    return job(statements);
  }

  async #open(): Promise<void> {
    const { path, lockWaitMs } = this.#options;
    const open = () =>
      prepared(openDatabase(path, "FULL", this.#options), (database) =>
        assertNotPartialCopy(readMarker(database, this.#named), SQLITE_FILE),
      );
    const database = await retryWhileLocked(open, lockWaitMs);
    const assertSameFile = fileIdentityCheck(path);
    const setSynchronous = synchronousSetter(database, "FULL");
    const queueOptions = { database, lockWaitMs, assertSameFile };
    this.#opened = {
      database,
      statements: new Statements(database, this.#named),
      authStates: new KeptAuthStates(database),
      writes: new WriteQueue({ ...queueOptions, setSynchronous: () => setSynchronous("FULL") }),
      counterWrites: new WriteQueue({ ...queueOptions, setSynchronous: () => setSynchronous("NORMAL") }),
      // A look at the file system takes as long as the read of a session.
      assertSameFile: oncePerTick(assertSameFile),
    };
  }

  async #close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const opened = this.#opened;
    this.#opened = null;
    this.#opening = null;
    await Promise.all([opened?.writes.drained(), opened?.counterWrites.drained()]);
    opened?.database.close();
  }

  #requireOpen(): Opened {
    if (this.#opened === null) throw new StoreUnavailableError("The store is not open.");
    return this.#opened;
  }
}
