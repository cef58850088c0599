import type Database from "better-sqlite3";

const PAGES_A_STEP = 1_000;

/**
 * Copies a database that others may write to into a file, as it is at this moment. `onCopied` is called after each step with how much
 * of how much is done.
 */
export async function copyDatabase(
  database: Database.Database,
  copy: string,
  onCopied: (done: number, total: number) => void,
): Promise<void> {
  // One read over all steps. Otherwise each write by a server makes the copy start again, and beside a busy one it never ends.
  // Writers are not held up by it; what they write stays in the file beside until it is over.
  database.exec("BEGIN");
  try {
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    await database.backup(copy, {
      progress: ({ totalPages, remainingPages }) => {
        onCopied(totalPages - remainingPages, totalPages);
        return PAGES_A_STEP;
      },
    });
  } finally {
    database.exec("ROLLBACK");
  }
}
