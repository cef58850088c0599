import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { publishFile } from "../../utils/publishFile.js";
import type { BackupResult } from "../DatabaseAdapter.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { copyDatabase } from "./copyDatabase.js";
import { openExisting } from "./openDatabase.js";
import { withDatabase } from "./withDatabase.js";

/**
 * Copies a SQLite file, which a server may be writing to, to `target`: whole, sound and on the disk, or not at all. The copy
 * is one file, for its owner alone. `prefix`: of the tables that have to be ours; the copy holds the whole file. Rejects with StoreUnavailableError.
 */
export async function backUpSqlite(
  { path, prefix = "", target }: { path: string; prefix?: string; target: string },
  onCopied: (done: number, total: number) => void,
): Promise<BackupResult> {
  const file = resolve(target);
  // SQLite would play what lies beside into the copy when that is opened.
  const inTheWay = [file, `${file}-wal`, `${file}-journal`].find((one) => existsSync(one));
  if (inTheWay !== undefined) return { kind: "exists", file: inTheWay };
  const draft = `${file}.unfinished-${randomBytes(8).toString("hex")}`;
  try {
    // SQLite would make it with the umask's rights.
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

/** The copy says of itself that it has a log beside it, as the original has. Moving one file alone would lose the other. */
function makeOneSoundFile(copy: Database.Database): void {
  copy.pragma("journal_mode = DELETE");
  const verdict = String(copy.pragma("integrity_check(1)", { simple: true }));
  if (verdict === "ok") return;
  const cause = new Error(verdict.replaceAll(/\s+/g, " "));
  throw new StoreUnavailableError("The database is damaged, and so would a copy be: none was made.", { cause });
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
