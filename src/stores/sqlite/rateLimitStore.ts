import type { RateLimitCounter, RateLimitStore } from "../Store.js";
import { deleteRows } from "./deleteRows.js";
import type { SqliteConnection } from "./SqliteConnection.js";

const INSERT = "INSERT INTO rateLimits (key, points, expiresAt) VALUES (@key, @points, @expiresAt)";
const RETURNING = "RETURNING points, expiresAt";
// In SET the names without a table are the row as it was, so both lines judge the same counter.
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

/** The counters of the SQLite store. */
export function createRateLimitStore(connection: SqliteConnection): RateLimitStore {
  function store<Query extends object>(sql: string, query: Query): Promise<RateLimitCounter> {
    return connection.write((statements) => {
      const counter = statements.prepare<[Query], RateLimitCounter>(sql).get(query);
      if (counter === undefined) throw new Error("An upsert returns its row.");
      return counter;
    });
  }

  return {
    add: (query) => store(ADD, query),
    set: (query) => store(SET, query),

    get: (query) =>
      connection.read((statements) => statements.prepare<[typeof query], RateLimitCounter>(GET).get(query) ?? null),

    delete: async (key) => (await deleteRows(connection, DELETE, key)) === 1,
    deleteExpired: (now, limit) => deleteRows(connection, DELETE_EXPIRED, now, limit),
  };
}
