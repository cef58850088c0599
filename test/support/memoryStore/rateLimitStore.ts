import type { RateLimitCounter, RateLimitStore } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";

/** The counters of the memory store. */
export function createRateLimitStore(assertOpen: () => void): RateLimitStore {
  const counters = new Map<string, RateLimitCounter>();

  function living(key: string, now: number): RateLimitCounter | null {
    assertOpen();
    const counter = counters.get(key);
    return counter === undefined || counter.expiresAt <= now ? null : counter;
  }

  function store(key: string, counter: RateLimitCounter): RateLimitCounter {
    assertOpen();
    counters.set(key, counter);
    return { ...counter };
  }

  return {
    async add({ key, points, now, expiresAt }) {
      const counter = living(key, now) ?? { points: 0, expiresAt };
      return store(key, { points: counter.points + points, expiresAt: Math.min(counter.expiresAt, expiresAt) });
    },
    async set({ key, points, expiresAt }) {
      return store(key, { points, expiresAt });
    },
    async get({ key, now }) {
      const counter = living(key, now);
      return counter === null ? null : { ...counter };
    },
    async delete(key) {
      assertOpen();
      return counters.delete(key);
    },
    async deleteExpired(now, limit) {
      assertOpen();
      return deleteWhere(counters, (counter) => counter.expiresAt <= now, limit);
    },
  };
}
