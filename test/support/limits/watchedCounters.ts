import { createCounterKey } from "../../../src/services/rateLimit/index.js";
import type { RateLimitStore } from "../../../src/stores/Store.js";
import { createMemoryStore } from "../memoryStore/index.js";

/** As the servers of the tests make it. */
export const counterKey = createCounterKey(["a refresh secret for tests, 0123456789"]);

/** What happens instead of a call of the store; `run` is the call itself. */
export type Around = <T>(call: { verb: string; key: string; run: () => Promise<T> }) => Promise<T>;

/** The counters of an open store in memory. A test may watch, hold up or break every call. */
export async function watchedCounters(around: Around = ({ run }) => run()): Promise<RateLimitStore> {
  const store = createMemoryStore();
  await store.open();
  const counters = store.rateLimits;
  return {
    ...counters,
    add: (query) => around({ verb: "add", key: query.key, run: () => counters.add(query) }),
    set: (query) => around({ verb: "set", key: query.key, run: () => counters.set(query) }),
    get: (query) => around({ verb: "get", key: query.key, run: () => counters.get(query) }),
    delete: (key) => around({ verb: "delete", key, run: () => counters.delete(key) }),
  };
}
