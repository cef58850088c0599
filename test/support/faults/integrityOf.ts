import Database from "better-sqlite3";

/** What SQLite finds when it looks at every page; `ok` alone when all is sound. */
export function integrityOf(path: string): unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare("PRAGMA integrity_check").pluck().all();
  } finally {
    database.close();
  }
}
