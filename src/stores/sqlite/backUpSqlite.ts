import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { publishFile } from "../../utils/publishFile.js";
import type { BackupResult } from "../DatabaseAdapter.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { openExisting } from "./openDatabase.js";
import { withDatabase } from "./retryWhileLocked.js";

/**
 * Copies a SQLite file, which a server may be writing to, to `target`: whole, sound and on the disk, or not at all. The copy
 * is one file that only its owner may read. `prefix` is that of our tables; the copy holds the whole file. Rejects with
 * StoreUnavailableError.
 */
export async function backUpSqlite(
  { path, prefix = "", target }: { path: string; prefix?: string; target: string },
  onCopied: (done: number, total: number) => void,
): Promise<BackupResult> {
  const file = resolve(target);
  // SQLite would apply a log beside the copy when that is opened.
  const inTheWay = [file, `${file}-wal`, `${file}-journal`].find((one) => existsSync(one));
  if (inTheWay !== undefined) return { kind: "exists", file: inTheWay };
  const draft = `${file}.unfinished-${randomBytes(8).toString("hex")}`;
  try {
    // SQLite would create it with the rights of the umask.
    closeSync(openSync(draft, "wx", 0o600));
    await withDatabase(
      () => openExisting(path, prefix),
      (database) => copyDatabase(database, draft, onCopied),
    );
    await withDatabase(() => new Database(draft, { fileMustExist: true, timeout: 0 }), makeOneSoundFile);
    syncToDisk(draft);
    if (!publishFile(draft, file)) return { kind: "exists", file };
    syncToDisk(dirname(file));
    return { kind: "done", bytes: statSync(file).size };
  } finally {
    for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(draft + end, { force: true });
  }
}

/** The copy is in WAL mode, as the original is: moving it without its log would lose data. */
function makeOneSoundFile(copy: Database.Database): void {
  copy.pragma("journal_mode = DELETE");
  const verdict = String(copy.pragma("integrity_check(1)", { simple: true }));
  if (verdict === "ok") return;
  const cause = new Error(verdict.replaceAll(/\s+/g, " "));
  throw new StoreUnavailableError("The database is damaged, so no copy was kept.", { cause });
}

function syncToDisk(path: string): void {
  // Windows opens no folder.
  if (process.platform === "win32" && statSync(path).isDirectory()) return;
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const PAGES_PER_STEP = 1_000;

/**
 * Copies a database that servers may write to into a file, as it is at this moment. `onCopied` is called after each step with
 * how much of how much is done.
 */
export async function copyDatabase(
  database: Database.Database,
  copy: string,
  onCopied: (done: number, total: number) => void,
): Promise<void> {
  // One read over all steps. Otherwise each write of a server would make the copy start over, and beside a busy server it would
  // never end. Writers do not wait for it: what they write stays in the log until it has ended.
  database.exec("BEGIN");
  try {
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    await database.backup(copy, {
      progress: ({ totalPages, remainingPages }) => {
        onCopied(totalPages - remainingPages, totalPages);
        return PAGES_PER_STEP;
      },
    });
  } finally {
    database.exec("ROLLBACK");
  }
}
