import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import { deleteRows } from "./deleteRows.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { columnList, insertInto } from "./sql.js";

export const ONE_TIME_TOKEN_COLUMNS: readonly (keyof OneTimeToken)[] = [
  "hash",
  "purpose",
  "userId",
  "payload",
  "expiresAt",
];
const PUT = `${insertInto("oneTimeTokens", ONE_TIME_TOKEN_COLUMNS)}
  ON CONFLICT (userId, purpose) DO UPDATE SET
    hash = excluded.hash, payload = excluded.payload, expiresAt = excluded.expiresAt`;
const LIVING = "WHERE hash = @hash AND purpose = @purpose AND expiresAt > @now";
const TAKE = `DELETE FROM oneTimeTokens ${LIVING} RETURNING ${ONE_TIME_TOKEN_COLUMNS.join(", ")}`;
const SELECT = `SELECT ${columnList("oneTimeTokens", ONE_TIME_TOKEN_COLUMNS)} FROM oneTimeTokens`;
const FIND = `${SELECT} ${LIVING}`;
const OF_USER = `${SELECT} WHERE userId = ?`;
const DELETE_EXPIRED = `DELETE FROM oneTimeTokens
  WHERE hash IN (SELECT hash FROM oneTimeTokens WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?)`;
const DELETE_OF_USER = "DELETE FROM oneTimeTokens WHERE userId = ?";

/** The one-time tokens of the SQLite store. */
export function createOneTimeTokenStore(connection: SqliteConnection): OneTimeTokenStore {
  return {
    async put(token) {
      const row = { ...token };
      await connection.write((statements) => statements.prepare<[OneTimeToken]>(PUT).run(row));
    },

    take: (query) =>
      connection.write((statements) => statements.prepare<[typeof query], OneTimeToken>(TAKE).get(query) ?? null),

    find: (query) =>
      connection.read((statements) => statements.prepare<[typeof query], OneTimeToken>(FIND).get(query) ?? null),

    listByUser: (userId) =>
      connection.read((statements) => statements.prepare<[string], OneTimeToken>(OF_USER).all(userId)),

    deleteExpired: (now, limit) => deleteRows(connection, DELETE_EXPIRED, now, limit),
    deleteByUser: (userId) => deleteRows(connection, DELETE_OF_USER, userId),
  };
}
