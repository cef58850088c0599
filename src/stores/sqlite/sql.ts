import type { Connection } from "./SqliteConnection.js";

/** The columns as a list for SELECT or RETURNING. */
export function columnList(table: string, columns: readonly string[]): string {
  return columns.map((column) => `${table}.${column}`).join(", ");
}

/** An INSERT of one row, bound by column name. */
export function insertInto(table: string, columns: readonly string[]): string {
  const values = columns.map((column) => `@${column}`);
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values.join(", ")})`;
}

/**
 * Replaces the row `@_id` if its version is still `@expectedVersion`: compare and set in one statement. Columns that never
 * change are left out, because SQLite rewrites an index when one of its columns is assigned, whatever the value.
 */
export function replaceVersion(table: string, columns: readonly string[], fixed: readonly string[] = []): string {
  const changing = columns.filter((column) => column !== "_id" && !fixed.includes(column));
  const assignments = changing.map((column) => `${column} = @${column}`);
  return `UPDATE ${table} SET ${assignments.join(", ")} WHERE _id = @_id AND version = @expectedVersion`;
}

/**
 * The pages of the user's rows, newest first by `_id`: the first `@limit`, and those after the row `@before`. Two texts,
 * because one with an optional `@before` would walk over all the rows that came before it.
 */
export function pagesOfUser(table: string, columns: readonly string[]): { first: string; next: string } {
  const rows = `SELECT ${columnList(table, columns)} FROM ${table} WHERE userId = @userId`;
  const page = "ORDER BY _id DESC LIMIT @limit";
  return { first: `${rows} ${page}`, next: `${rows} AND _id < @before ${page}` };
}

/** A list that is stored in a column as JSON. Most are empty, and those need no parser. */
export function parseList<Item>(json: string): Item[] {
  return json === "[]" ? [] : JSON.parse(json);
}

/** Runs one DELETE; answers how many rows were deleted. */
export function deleteRows(
  connection: Connection,
  sql: string,
  ...values: ReadonlyArray<string | number>
): Promise<number> {
  return connection.write((statements) => statements.prepare<Array<string | number>>(sql).run(...values).changes);
}
