import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import { columnList, insertInto, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

type TokenQuery = Parameters<OneTimeTokenStore["find"]>[0];

const PUT = `${insertInto("oneTimeTokens")}
  ON CONFLICT (userId, purpose) DO UPDATE SET
    hash = excluded.hash, payload = excluded.payload, expiresAt = excluded.expiresAt`;
const LIVING = "WHERE hash = @hash AND purpose = @purpose AND expiresAt > @now";
const TAKE = `DELETE FROM oneTimeTokens ${LIVING} RETURNING ${columnList("oneTimeTokens")}`;
const FIND = `${selectFrom("oneTimeTokens")} ${LIVING}`;
const OF_USER = `${selectFrom("oneTimeTokens")} WHERE userId = ?`;
const DELETE_EXPIRED = `DELETE FROM oneTimeTokens
  WHERE hash IN (SELECT hash FROM oneTimeTokens WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?)`;
const DELETE_OF_USER = "DELETE FROM oneTimeTokens WHERE userId = ?";

/** The one-time tokens of a SQLite store. */
export class SqliteOneTimeTokens extends SqliteTable<OneTimeToken> implements OneTimeTokenStore {
  constructor(connection: Connection) {
    super(connection, tableFormats.oneTimeTokens);
  }

  async put(token: OneTimeToken): Promise<void> {
    await this.change(PUT, tableFormats.oneTimeTokens.toRow(token));
  }

  take(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.changeOne(TAKE, query);
  }

  find(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.readOne(FIND, query);
  }

  listByUser(userId: string): Promise<OneTimeToken[]> {
    return this.readAll(OF_USER, userId);
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.change(DELETE_EXPIRED, [now, limit]);
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, userId);
  }
}
