import type { CredentialKind, Kind } from "./Archive.js";
import { AFTER_USERNAMES } from "./adapterRules.js";
import type { UniqueField } from "./records.js";
import { tableFormats } from "./tableFormats.js";

/** The columns of a table as a list for SELECT or RETURNING, in the order of its format. */
export function columnList(table: Kind): string {
  return tableFormats[table].columns.map((column) => `${table}.${column}`).join(", ");
}

/** A SELECT of records, without a condition. */
export function selectFrom(table: Kind): string {
  return `SELECT ${columnList(table)} FROM ${table}`;
}

/** The lists of users, by the field that orders them: a text for each field, because a field cannot be bound. */
export const userLists = {
  _id: listBy("_id"),
  username: listBy("username", `username < '${AFTER_USERNAMES}' AND`),
  email: listBy("email"),
};

function listBy(field: "_id" | UniqueField, condition = ""): string {
  return `${selectFrom("users")} WHERE ${condition} ${field} BETWEEN @from AND @to AND ${field} <> @after ORDER BY ${field} LIMIT @limit`;
}

/** An INSERT of one row, bound by column name. */
export function insertInto(table: Kind): string {
  const { columns } = tableFormats[table];
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((column) => `@${column}`).join(", ")})`;
}

/**
 * Replaces the row `@_id` if its version is still `@expectedVersion`: compare and set in one statement. Columns that never
 * change are left out, because SQLite rewrites an index when one of its columns is assigned, whatever the value.
 */
export function replaceVersion(table: Kind, fixed: readonly string[] = []): string {
  const changing = tableFormats[table].columns.filter((column) => column !== "_id" && !fixed.includes(column));
  const assignments = changing.map((column) => `${column} = @${column}`);
  return `UPDATE ${table} SET ${assignments.join(", ")} WHERE _id = @_id AND version = @expectedVersion`;
}

/** The statements of a table of credentials. */
export function credentialStatements(table: CredentialKind) {
  const select = selectFrom(table);
  return {
    get: `${select} WHERE _id = @id`,
    // It forgives a taken id and nothing else: a broken CHECK still fails.
    create: `${insertInto(table)} ON CONFLICT DO NOTHING`,
    // The columns of the indexes never change: each sign-in replaces the row.
    replace: replaceVersion(table, ["userId", "createdAt"]),
    delete: `DELETE FROM ${table} WHERE _id = @id AND userId = @userId`,
    listByUser: `${select} WHERE userId = @userId ORDER BY createdAt, _id`,
    listCreated: `${select} WHERE createdAt >= @from AND createdAt < @before ORDER BY createdAt, _id LIMIT @limit`,
    deleteByUser: `DELETE FROM ${table} WHERE userId = @userId`,
  };
}

/**
 * The pages of the user's rows, newest first by `_id`: the first `@limit`, and those after the row `@before`. Two texts,
 * because one with an optional `@before` would walk over all the rows that came before it.
 */
export function pagesOfUser(table: Kind): { first: string; next: string } {
  const rows = `${selectFrom(table)} WHERE userId = @userId`;
  const page = "ORDER BY _id DESC LIMIT @limit";
  return { first: `${rows} ${page}`, next: `${rows} AND _id < @before ${page}` };
}
