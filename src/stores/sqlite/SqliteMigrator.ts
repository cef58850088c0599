import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Database from "better-sqlite3";
import type { Clock } from "../../utils/clock.js";
import type { MigrationMarker } from "../Archive.js";
import type { AppliedStep, Migrator, SchemaState } from "../Migrator.js";
import { copyDatabase } from "./backUpSqlite.js";
import { migrate, schemaStateOf } from "./migrate.js";
import { readMarker } from "./migrationMarker.js";
import { openDatabase, openExisting } from "./openDatabase.js";
import { whenFree, withDatabase } from "./retryWhileLocked.js";
import { toStoreError } from "./sqliteErrors.js";
import { type Naming, namingWith } from "./tableNames.js";

/** Whether there is a file. No account can be found in one that is about to be created. */
export function sqliteFileExists(path: string): boolean {
  return existsSync(resolve(path));
}

/** The migrations of one Latchkey in a SQLite file. */
export class SqliteMigrator implements Migrator {
  readonly #file: string;
  readonly #prefix: string;
  readonly #named: Naming;
  readonly #clock: Clock;

  /** `prefix`: of its tables; none by default. */
  constructor({ path, prefix = "", clock }: { path: string; prefix?: string; clock: Clock }) {
    this.#file = resolve(path);
    this.#prefix = prefix;
    this.#named = namingWith(prefix);
    this.#clock = clock;
  }

  async state(): Promise<SchemaState> {
    if (!existsSync(this.#file)) return schemaStateOf(null, this.#named);
    return this.#onFile((database) => schemaStateOf(database, this.#named));
  }

  async marker(): Promise<MigrationMarker | null> {
    return existsSync(this.#file) ? this.#onFile((database) => readMarker(database, this.#named)) : null;
  }

  // A property, as the port has it, so that it works without the migrator.
  readonly rehearse = (onCopied: (done: number, total: number) => void): Promise<AppliedStep[]> => {
    if (existsSync(this.#file)) return this.#rehearseOnCopy(onCopied);
    const migrateIt = (database: Database.Database) =>
      this.#timed((onApplied) => migrate(database, this.#named, onApplied));
    return withDatabase(() => new Database(":memory:"), migrateIt);
  };

  apply(): Promise<AppliedStep[]> {
    return whenFree(() => this.#migrateFile(this.#file));
  }

  async #rehearseOnCopy(onCopied: (done: number, total: number) => void): Promise<AppliedStep[]> {
    // Beside the file, so that there is room for it. Only its owner may enter, as for the file.
    const folder = mkdtempSync(join(dirname(this.#file), ".latchkey-rehearsal-"));
    const copy = join(folder, "copy.db");
    try {
      await this.#onFile((database) => copyDatabase(database, copy, onCopied));
      return this.#migrateFile(copy);
    } catch (error) {
      throw toStoreError(error);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #migrateFile(file: string): AppliedStep[] {
    const prefix = this.#prefix;
    return this.#timed((onApplied) => openDatabase(file, "FULL", { prefix, onMigrated: onApplied }).close());
  }

  /** Calls `migrateIt` with a listener that times the steps. */
  #timed(migrateIt: (onApplied: (name: string) => void) => void): AppliedStep[] {
    const steps: AppliedStep[] = [];
    let before = this.#clock.now();
    migrateIt((name) => {
      const now = this.#clock.now();
      steps.push({ name, milliseconds: now - before });
      before = now;
    });
    return steps;
  }

  #onFile<T>(work: (database: Database.Database) => T): Promise<Awaited<T>> {
    return withDatabase(() => openExisting(this.#file, this.#prefix), work);
  }
}
