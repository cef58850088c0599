import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import type { Connection } from "./SqliteConnection.js";
import { columnList, deleteRows, insertInto } from "./sql.js";

type TokenQuery = Parameters<OneTimeTokenStore["find"]>[0];

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

/** The one-time tokens of a SQLite store. */
export class SqliteOneTimeTokens implements OneTimeTokenStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async put(token: OneTimeToken): Promise<void> {
    const row = { ...token };
    await this.#connection.write((statements) => statements.prepare<[OneTimeToken]>(PUT).run(row));
  }

  take(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.#connection.write(
      (statements) => statements.prepare<[TokenQuery], OneTimeToken>(TAKE).get(query) ?? null,
    );
  }

  find(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.#connection.read(
      (statements) => statements.prepare<[TokenQuery], OneTimeToken>(FIND).get(query) ?? null,
    );
  }

  listByUser(userId: string): Promise<OneTimeToken[]> {
    return this.#connection.read((statements) => statements.prepare<[string], OneTimeToken>(OF_USER).all(userId));
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return deleteRows(this.#connection, DELETE_EXPIRED, now, limit);
  }

  deleteByUser(userId: string): Promise<number> {
    return deleteRows(this.#connection, DELETE_OF_USER, userId);
  }
}
