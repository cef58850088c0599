import { statSync } from "node:fs";
import Database from "better-sqlite3";

/** A table or an index, and the pages that are its own. */
export interface StoredPart {
  readonly name: string;
  readonly table: string;
  readonly isIndex: boolean;
  readonly bytes: number;
  /** The share of those bytes that holds something. */
  readonly full: number;
}

const MEASURED = ["users", "sessions", "auditEvents"];

const PARTS = `
  SELECT dbstat.name, tbl_name AS "table", type = 'index' AS isIndex, pgsize AS bytes, 1 - unused * 1.0 / pgsize AS full
  FROM dbstat JOIN sqlite_schema ON sqlite_schema.name = dbstat.name
  WHERE aggregate = TRUE AND tbl_name IN (SELECT value FROM json_each(?))`;

/** What each table and each index takes, by SQLite's own account of its pages. */
export function sizesOfSqlite(path: string): { fileBytes: number; parts: StoredPart[] } {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare<[string], Omit<StoredPart, "isIndex"> & { isIndex: number }>(PARTS);
  const parts = rows.all(JSON.stringify(MEASURED)).map((row) => ({ ...row, isIndex: row.isIndex === 1 }));
  database.close();
  return { fileBytes: statSync(path).size, parts };
}
