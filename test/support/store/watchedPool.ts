import pg from "pg";
import { onTestFinished } from "vitest";

export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A pool as an app has one; `sent` holds every statement with the values that went with it. Closed when the test ends. */
export function watchedPool(url: string, options: pg.PoolConfig = {}): { pool: pg.Pool; sent: SentStatement[] } {
  const sent: SentStatement[] = [];
  class WatchedClient extends pg.Client {
    override query(...args: unknown[]): never {
      const [query, values] = args;
      const { text, values: bound } = Object(
        typeof query === "string" ? { text: query } : query,
      ) as Partial<SentStatement>;
      if (text !== undefined) sent.push({ text, values: bound ?? (Array.isArray(values) ? values : []) });
      return Reflect.apply(super.query, this, args) as never;
    }
  }
  const pool = new pg.Pool({ connectionString: url, Client: WatchedClient as never, ...options });
  onTestFinished(() => (pool.ended ? undefined : pool.end()));
  return { pool, sent };
}
