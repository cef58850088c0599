import { setImmediate as nextTurn } from "node:timers/promises";
import type Database from "better-sqlite3";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { whenFree } from "./retryWhileLocked.js";
import { isEnvironmentFault, toStoreError } from "./sqliteErrors.js";

const MAX_GROUP = 200;
const MAX_WAITING = 10_000;

export interface WriteQueueOptions {
  readonly database: Database.Database;
  readonly lockWaitMs: number;
  /** Called before each transaction: the queues of one connection wait for the disk, or not. */
  readonly setSynchronous: () => void;
  /** Throws when a commit went into a file that nobody will open again. */
  readonly assertSameFile: () => void;
}

interface Write {
  /** Does the work and gives the function that answers the caller, to be called after COMMIT. */
  run(): () => void;
  reject(error: unknown): void;
}

/**
 * Group commit: writes that arrive together share one transaction and its one wait for the disk. Nobody is answered before
 * COMMIT returned.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  readonly #waiting: Write[] = [];
  #draining: Promise<void> | null = null;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
    this.#begin = options.database.prepare("BEGIN IMMEDIATE");
    this.#commit = options.database.prepare("COMMIT");
    this.#rollback = options.database.prepare("ROLLBACK");
  }

  /** Queues a job of one statement; a job that throws fails alone, because SQLite undoes a failed statement. */
  add<T>(job: () => T): Promise<T> {
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new StoreUnavailableError("Too many writes are waiting for the SQLite file."));
    }
    return new Promise<T>((resolve, reject) => {
      const run = () => {
        const result = job();
        return () => resolve(result);
      };
      this.#waiting.push({ run, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when every queued write has been answered. */
  async drained(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // setImmediate fires when the requests that arrived in this turn of the event loop have all been read, so their
      // writes are in the group; with a lone client it fires at once. A microtask would come after the first request.
      await nextTurn();
      await this.#commitGroup();
    }
    this.#draining = null;
  }

  async #commitGroup(): Promise<void> {
    const { lockWaitMs, setSynchronous, assertSameFile } = this.#options;
    try {
      await whenFree(() => {
        setSynchronous();
        this.#begin.run();
      }, lockWaitMs);
    } catch (error) {
      rejectAll(this.#waiting.splice(0), error);
      return;
    }
    const group = this.#waiting.splice(0, MAX_GROUP);
    try {
      const answers = this.#runAll(group);
      this.#commitOrThrow();
      assertSameFile();
      for (const answer of answers) answer();
    } catch (error) {
      this.#undo();
      rejectAll(group, toStoreError(error));
    }
  }

  #runAll(group: readonly Write[]): Array<() => void> {
    return group.map((write) => {
      try {
        return write.run();
      } catch (error) {
        // A full disk or a similar fault may have ended the whole transaction, so its COMMIT is in doubt.
        if (isEnvironmentFault(error) || !this.#options.database.inTransaction) throw error;
        return () => write.reject(error);
      }
    });
  }

  /** After a failed COMMIT the group may be in the log or not; a crash now would decide it. */
  #commitOrThrow(): void {
    try {
      this.#commit.run();
    } catch (cause) {
      throw new StoreUnavailableError("The SQLite database failed to commit.", { cause, outcome: "unknown" });
    }
  }

  #undo(): void {
    if (!this.#options.database.inTransaction) return;
    try {
      this.#rollback.run();
    } catch {
      // The first fault is the one to report.
    }
  }
}

function rejectAll(writes: readonly Write[], error: unknown): void {
  for (const write of writes) write.reject(error);
}
