import type { RateLimitCounter, RateLimitStore } from "../Store.js";
import { KeyedReads } from "./KeyedReads.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

// A limited request counts first, so it does not wait for the disk: a power cut takes a moment's attempts away. The setting
// lasts as long as the statement.
const UPSERT = `WITH unhurried AS (SELECT set_config('synchronous_commit', 'off', true))
  INSERT INTO rateLimits AS counter (key, points, expiresAt)
  SELECT @key::text, @points::bigint, @expiresAt::bigint FROM unhurried
  ON CONFLICT (key) DO UPDATE SET`;
const RETURNING = "RETURNING counter.points, counter.expiresAt";
const ADD = `${UPSERT}
    points = CASE WHEN counter.expiresAt > @now THEN counter.points + excluded.points ELSE excluded.points END,
    expiresAt = CASE WHEN counter.expiresAt > @now THEN least(counter.expiresAt, excluded.expiresAt)
      ELSE excluded.expiresAt END
  ${RETURNING}`;
const SET = `${UPSERT} points = excluded.points, expiresAt = excluded.expiresAt ${RETURNING}`;
const DELETE = "DELETE FROM rateLimits WHERE key = @key";
const DELETE_EXPIRED = `DELETE FROM rateLimits WHERE key = ANY(ARRAY(
  SELECT key FROM rateLimits WHERE expiresAt <= @now ORDER BY expiresAt LIMIT @limit FOR UPDATE SKIP LOCKED))`;

const format = {
  fromValues: ([points, expiresAt]: readonly unknown[]) => ({ points, expiresAt }) as RateLimitCounter,
};

/** The counters of a PostgreSQL store. */
export class PostgresRateLimits extends PostgresTable<RateLimitCounter> implements RateLimitStore {
  readonly #reads: KeyedReads;

  constructor(connection: PostgresConnection) {
    super(connection, format);
    const columns = "rateLimits.points, rateLimits.expiresAt";
    this.#reads = new KeyedReads(connection, { columns, table: "rateLimits" });
  }

  add(query: Parameters<RateLimitStore["add"]>[0]): Promise<RateLimitCounter> {
    return this.#upsert(ADD, query);
  }

  set(query: Parameters<RateLimitStore["set"]>[0]): Promise<RateLimitCounter> {
    return this.#upsert(SET, query);
  }

  async get({ key, now }: Parameters<RateLimitStore["get"]>[0]): Promise<RateLimitCounter | null> {
    const values = await this.#reads.read(key);
    const counter = values === null ? null : format.fromValues(values.slice(KeyedReads.COLUMNS_AT));
    return counter !== null && counter.expiresAt > now ? counter : null;
  }

  async delete(key: string): Promise<boolean> {
    return (await this.change(DELETE, { key })) === 1;
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.change(DELETE_EXPIRED, { now, limit });
  }

  async #upsert(sql: string, query: object): Promise<RateLimitCounter> {
    const counter = await this.one(sql, query);
    if (counter === null) throw new Error("An upsert returns its row.");
    return counter;
  }
}
