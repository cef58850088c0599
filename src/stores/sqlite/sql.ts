/** The columns as a list for SELECT or RETURNING. */
export function columnList(table: string, columns: readonly string[]): string {
  return columns.map((column) => `${table}.${column}`).join(", ");
}

/** An INSERT of one row, bound by column name. */
export function insertInto(table: string, columns: readonly string[]): string {
  const values = columns.map((column) => `@${column}`);
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values.join(", ")})`;
}

/** Replaces the row `@_id` if its version is still `@expectedVersion`: compare and set in one statement. */
export function replaceVersion(table: string, columns: readonly string[]): string {
  const assignments = columns.map((column) => `${column} = @${column}`);
  return `UPDATE ${table} SET ${assignments.join(", ")} WHERE _id = @_id AND version = @expectedVersion`;
}
