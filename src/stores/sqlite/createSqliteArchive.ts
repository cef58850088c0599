import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type Database from "better-sqlite3";
import type { Archive, Written } from "../Archive.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { readMark, writeMark } from "./copyMark.js";
import { createPlaceGuard } from "./createPlaceGuard.js";
import { toStoreError } from "./faults.js";
import { hasTable, namingWith } from "./naming.js";
import { openFile } from "./openDatabase.js";
import { retryWhileLocked } from "./retryWhileLocked.js";
import { shelves } from "./shelves.js";
import { LOCK_WAIT_MS } from "./withDatabase.js";

interface Opened {
  readonly database: Database.Database;
  /** What goes into a file that was deleted or replaced is lost: nothing may be called verified then. */
  readonly assertInPlace: () => void;
}

const CACHE_KIB = 64 * 1024;
const PAGES_BETWEEN_CHECKPOINTS = 8000;

/**
 * The records of one Latchkey in a SQLite file, to be moved in and out. The file is made when it is missing. `prefix`: of its
 * tables; none by default.
 */
export function createSqliteArchive({ path, prefix = "" }: { path: string; prefix?: string }): Archive {
  const named = namingWith(prefix);
  let opened: Opened | null = null;

  async function run<T>(work: (database: Database.Database) => T): Promise<T> {
    if (opened === null) throw new StoreUnavailableError("The archive is not open.");
    const { database, assertInPlace } = opened;
    try {
      assertInPlace();
      const result = await retryWhileLocked(() => work(database), LOCK_WAIT_MS);
      assertInPlace();
      return result;
    } catch (error) {
      throw toStoreError(error);
    }
  }

  function transaction<T>(work: (database: Database.Database) => T): Promise<T> {
    return run((database) => database.transaction(() => work(database)).immediate());
  }

  /** Changes records, unless another run has taken over: the mark is read in the same transaction. */
  function change(runId: string, work: (database: Database.Database) => void): Promise<Written> {
    return transaction((database) => {
      const mark = readMark(database, named);
      if (mark?.state !== "filling" || mark.run !== runId) return { kind: "taken-over" };
      work(database);
      return { kind: "written" };
    });
  }

  return {
    name: `sqlite:${resolve(path)}${prefix === "" ? "" : ` (DATABASE_PREFIX=${prefix})`}`,
    locksWriters: true,

    async open() {
      try {
        const database = await retryWhileLocked(() => openFile(path, "FULL", { prefix }), LOCK_WAIT_MS);
        // The indexes of a million sessions are written all over: without these each page of them is written many times.
        database.pragma(`cache_size = -${CACHE_KIB}`);
        database.pragma(`wal_autocheckpoint = ${PAGES_BETWEEN_CHECKPOINTS}`);
        opened = { database, assertInPlace: createPlaceGuard(path) };
      } catch (error) {
        throw toStoreError(error);
      }
    },

    count: (kind) =>
      run((database) => {
        if (!hasTable(database, named(kind))) return 0;
        return database.prepare<[], { count: number }>(named(shelves[kind].count)).get()?.count ?? 0;
      }),

    page: (kind, { after, limit }) =>
      run((database) => {
        if (!hasTable(database, named(kind))) return [];
        const { firstPage, nextPage, fromRow, keyOf } = shelves[kind];
        const rows =
          after === null
            ? database.prepare(named(firstPage)).all({ limit })
            : database.prepare(named(nextPage)).all({ after, limit });
        return rows.map((row) => {
          const record = fromRow(row as never);
          return { key: keyOf(record), record };
        });
      }),

    put: (kind, records, runId) =>
      change(runId, (database) => {
        const { put, toRow } = shelves[kind];
        const statement = database.prepare(named(put));
        for (const record of records) statement.run(toRow(record));
      }),

    remove: (kind, keys, runId) =>
      change(runId, (database) => {
        const statement = database.prepare(named(shelves[kind].remove));
        for (const key of keys) statement.run(key);
      }),

    mark: () => run((database) => readMark(database, named)),

    setMark: (next, expected) =>
      transaction((database) => {
        if (!isDeepStrictEqual(readMark(database, named), expected)) return false;
        writeMark(database, prefix, next);
        return true;
      }),

    async close() {
      opened?.database.close();
      opened = null;
    },
  };
}
