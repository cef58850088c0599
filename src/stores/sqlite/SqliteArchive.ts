import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type Database from "better-sqlite3";
import { type Archive, type ArchiveRecords, type Kind, type MigrationMarker, RECORDS_PER_PAGE } from "../Archive.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { insertInto, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import { fileIdentityCheck } from "./databaseFile.js";
import { readMarker, writeMarker } from "./migrationMarker.js";
import { openFile } from "./openDatabase.js";
import { whenFree } from "./retryWhileLocked.js";
import { hasTable, type Naming, namingWith } from "./tableNames.js";

const CACHE_KIB = 64 * 1024;
const PAGES_BETWEEN_CHECKPOINTS = 8000;

/** The records of one Latchkey in a SQLite file. */
export class SqliteArchive implements Archive {
  readonly name: string;
  readonly #database: Database.Database;
  readonly #prefix: string;
  readonly #named: Naming;
  readonly #assertSameFile: () => void;

  private constructor(path: string, prefix: string, database: Database.Database) {
    this.name = `sqlite:${resolve(path)}${prefix === "" ? "" : ` (DATABASE_PREFIX=${prefix})`}`;
    this.#database = database;
    this.#prefix = prefix;
    this.#named = namingWith(prefix);
    this.#assertSameFile = fileIdentityCheck(path);
  }

  /** Creates the file when it is missing. `prefix`: of its tables; none by default. */
  static open({ path, prefix = "" }: { path: string; prefix?: string }): Promise<SqliteArchive> {
    return whenFree(() => {
      const database = openFile(path, "FULL", { prefix });
      // The indexes of a million sessions are written in random order: without these, SQLite writes each page many times.
      database.pragma(`cache_size = -${CACHE_KIB}`);
      database.pragma(`wal_autocheckpoint = ${PAGES_BETWEEN_CHECKPOINTS}`);
      return new SqliteArchive(path, prefix, database);
    });
  }

  async count(kind: Kind): Promise<number> {
    const [row] = await this.#rows(kind, `SELECT count(*) FROM ${kind}`);
    return Number(row?.[0] ?? 0);
  }

  async *pages<K extends Kind>(kind: K): AsyncGenerator<ArchiveRecords[K][], undefined> {
    const { key, columns, fromValues } = tableFormats[kind];
    const select = `${selectFrom(kind)} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`;
    const keyAt = columns.indexOf(key);
    // No key is empty, so every key comes after this one.
    let after = "";
    for (;;) {
      const rows = await this.#rows(kind, select, after, RECORDS_PER_PAGE);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map((values) => (values.some(hasEscapedHalf) ? wellFormed(fromValues(values)) : fromValues(values)));
      after = String(last[keyAt]);
    }
  }

  clear(kind: Kind, run: string): Promise<boolean> {
    return this.#change(run, (database) => database.exec(this.#named(`DELETE FROM ${kind}`)));
  }

  insert<K extends Kind>(kind: K, records: readonly ArchiveRecords[K][], run: string): Promise<boolean> {
    return this.#change(run, (database) => {
      const { toRow } = tableFormats[kind];
      const statement = database.prepare(this.#named(insertInto(kind)));
      for (const record of records) statement.run(toRow(record));
    });
  }

  marker(): Promise<MigrationMarker | null> {
    return this.#run((database) => readMarker(database, this.#named));
  }

  setMarker(next: MigrationMarker, expected: MigrationMarker | null): Promise<boolean> {
    return this.#transaction((database) => {
      if (!isDeepStrictEqual(readMarker(database, this.#named), expected)) return false;
      writeMarker(database, this.#prefix, next);
      return true;
    });
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  /** The marker is read in the same transaction: no write of a run that was shut out comes after those of its successor. */
  #change(run: string, work: (database: Database.Database) => void): Promise<boolean> {
    return this.#transaction((database) => {
      const marker = readMarker(database, this.#named);
      if (marker?.state !== "filling" || marker.run !== run) return false;
      work(database);
      return true;
    });
  }

  #transaction<T>(work: (database: Database.Database) => T): Promise<T> {
    return this.#run((database) => database.transaction(() => work(database)).immediate());
  }

  /** No rows where the database has no table for them yet. */
  #rows(kind: Kind, select: string, ...values: (string | number)[]): Promise<(readonly unknown[])[]> {
    return this.#run((database) => {
      if (!hasTable(database, this.#named(kind))) return [];
      const statement = database.prepare<(string | number)[], readonly unknown[]>(this.#named(select));
      return statement.raw().all(...values);
    });
  }

  #run<T>(work: (database: Database.Database) => T): Promise<T> {
    return whenFree(() => {
      if (!this.#database.open) throw new StoreUnavailableError("The archive is closed.");
      this.#assertSameFile();
      const result = work(this.#database);
      // What goes into a file that was deleted or replaced is lost, so it must not count as copied.
      this.#assertSameFile();
      return result;
    });
  }
}

/** JSON can hold half a surrogate pair, as an escape. Every other database stores UTF-8, which cannot, and has U+FFFD there. */
function hasEscapedHalf(value: unknown): boolean {
  return typeof value === "string" && value.includes("\\ud");
}

function wellFormed<Item>(record: Item): Item {
  const inText = (_: string, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value);
  return JSON.parse(JSON.stringify(record), inText);
}
