import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import { columnList, insertInto, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

type TokenQuery = Parameters<OneTimeTokenStore["find"]>[0];

const PUT = `${insertInto("oneTimeTokens")}
  ON CONFLICT (userId, purpose) DO UPDATE SET
    hash = excluded.hash, payload = excluded.payload, expiresAt = excluded.expiresAt`;
const LIVING = "WHERE hash = @hash AND purpose = @purpose AND expiresAt > @now";
const TAKE = `DELETE FROM oneTimeTokens ${LIVING} RETURNING ${columnList("oneTimeTokens")}`;
const FIND = `${selectFrom("oneTimeTokens")} ${LIVING}`;
const OF_USER = `${selectFrom("oneTimeTokens")} WHERE userId = @userId`;
// Servers that clean up at the same time leave each other's rows to each other.
const DELETE_EXPIRED = `DELETE FROM oneTimeTokens WHERE hash = ANY(ARRAY(
  SELECT hash FROM oneTimeTokens WHERE expiresAt <= @now ORDER BY expiresAt LIMIT @limit FOR UPDATE SKIP LOCKED))`;
const DELETE_OF_USER = "DELETE FROM oneTimeTokens WHERE userId = @userId";

/** The one-time tokens of a PostgreSQL store. */
export class PostgresOneTimeTokens extends PostgresTable<OneTimeToken> implements OneTimeTokenStore {
  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.oneTimeTokens);
  }

  async put(token: OneTimeToken): Promise<void> {
    await this.change(PUT, tableFormats.oneTimeTokens.toRow(token));
  }

  take(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.one(TAKE, query);
  }

  find(query: TokenQuery): Promise<OneTimeToken | null> {
    return this.one(FIND, query);
  }

  listByUser(userId: string): Promise<OneTimeToken[]> {
    return this.all(OF_USER, { userId });
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.change(DELETE_EXPIRED, { now, limit });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, { userId });
  }
}
