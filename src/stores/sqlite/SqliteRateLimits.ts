import type { RateLimitCounter, RateLimitStore } from "../Store.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const INSERT = "INSERT INTO rateLimits (key, points, expiresAt) VALUES (@key, @points, @expiresAt)";
const RETURNING = "RETURNING points, expiresAt";
// In SET the names without a table mean the row as it was, so both lines judge the same counter.
const ADD = `${INSERT}
  ON CONFLICT (key) DO UPDATE SET
    points = iif(expiresAt > @now, points + excluded.points, excluded.points),
    expiresAt = iif(expiresAt > @now, min(expiresAt, excluded.expiresAt), excluded.expiresAt)
  ${RETURNING}`;
const SET = `${INSERT}
  ON CONFLICT (key) DO UPDATE SET points = excluded.points, expiresAt = excluded.expiresAt
  ${RETURNING}`;
const GET = "SELECT points, expiresAt FROM rateLimits WHERE key = @key AND expiresAt > @now";
const DELETE = "DELETE FROM rateLimits WHERE key = ?";
const DELETE_EXPIRED = `DELETE FROM rateLimits
  WHERE key IN (SELECT key FROM rateLimits WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?)`;

/** The counters of a SQLite store. */
export class SqliteRateLimits extends SqliteTable<RateLimitCounter> implements RateLimitStore {
  constructor(connection: Connection) {
    super(connection, { fromValues: ([points, expiresAt]) => ({ points, expiresAt }) as RateLimitCounter });
  }

  add(query: Parameters<RateLimitStore["add"]>[0]): Promise<RateLimitCounter> {
    return this.#upsert(ADD, query);
  }

  set(query: Parameters<RateLimitStore["set"]>[0]): Promise<RateLimitCounter> {
    return this.#upsert(SET, query);
  }

  get(query: Parameters<RateLimitStore["get"]>[0]): Promise<RateLimitCounter | null> {
    return this.readOne(GET, query);
  }

  async delete(key: string): Promise<boolean> {
    return (await this.change(DELETE, key)) === 1;
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.change(DELETE_EXPIRED, [now, limit]);
  }

  async #upsert(sql: string, query: object): Promise<RateLimitCounter> {
    const counter = await this.changeOne(sql, query);
    if (counter === null) throw new Error("An upsert returns its row.");
    return counter;
  }
}
