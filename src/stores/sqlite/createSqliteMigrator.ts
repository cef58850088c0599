import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Database from "better-sqlite3";
import type { Clock } from "../../utils/clock.js";
import type { AppliedStep, Migrator } from "../Migrator.js";
import { copyDatabase } from "./copyDatabase.js";
import { readMark } from "./copyMark.js";
import { toStoreError } from "./faults.js";
import { migrate, schemaStateOf } from "./migrate.js";
import { namingWith } from "./naming.js";
import { openDatabase, openExisting } from "./openDatabase.js";
import { retryWhileLocked } from "./retryWhileLocked.js";
import { LOCK_WAIT_MS, withDatabase } from "./withDatabase.js";

/** Whether there is a file. Nobody finds an account in one that is about to be made. */
export function sqliteFileExists(path: string): boolean {
  return existsSync(resolve(path));
}

/** The migrations of one Latchkey in a SQLite file. `prefix`: of its tables; none by default. */
export function createSqliteMigrator({
  path,
  prefix = "",
  clock,
}: {
  path: string;
  prefix?: string;
  clock: Clock;
}): Migrator {
  const file = resolve(path);
  const named = namingWith(prefix);

  /** Calls `migrateIt` with a listener that times the steps. */
  function timed(migrateIt: (onApplied: (name: string) => void) => void): AppliedStep[] {
    const steps: AppliedStep[] = [];
    let before = clock.now();
    migrateIt((name) => {
      const now = clock.now();
      steps.push({ name, milliseconds: now - before });
      before = now;
    });
    return steps;
  }

  function onFile<T>(work: (database: Database.Database) => T): Promise<T> {
    return withDatabase(() => openExisting(file, prefix), work);
  }

  async function rehearseOnCopy(onCopied: (done: number, total: number) => void): Promise<AppliedStep[]> {
    // Beside the file, so that there is room for it; only its owner may enter, as for the file.
    const folder = mkdtempSync(join(dirname(file), ".latchkey-rehearsal-"));
    const copy = join(folder, "copy.db");
    try {
      await onFile((database) => copyDatabase(database, copy, onCopied));
      return timed((onApplied) => openDatabase(copy, "FULL", { prefix, onMigrated: onApplied }).close());
    } catch (error) {
      throw toStoreError(error);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  function rehearseOnNothing(): Promise<AppliedStep[]> {
    return withDatabase(
      () => new Database(":memory:"),
      (database) => timed((onApplied) => migrate(database, named, onApplied)),
    );
  }

  return {
    state: async () =>
      existsSync(file) ? onFile((database) => schemaStateOf(database, named)) : schemaStateOf(null, named),
    mark: async () => (existsSync(file) ? onFile((database) => readMark(database, named)) : null),
    rehearse: (onCopied) => (existsSync(file) ? rehearseOnCopy(onCopied) : rehearseOnNothing()),
    apply: async () => {
      try {
        return await retryWhileLocked(
          () => timed((onApplied) => openDatabase(file, "FULL", { prefix, onMigrated: onApplied }).close()),
          LOCK_WAIT_MS,
        );
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}
