import type { SqliteConnection } from "./SqliteConnection.js";

/** Runs one DELETE; answers how many rows went. */
export function deleteRows(
  connection: SqliteConnection,
  sql: string,
  ...values: ReadonlyArray<string | number>
): Promise<number> {
  return connection.write((statements) => statements.prepare<Array<string | number>>(sql).run(...values).changes);
}
