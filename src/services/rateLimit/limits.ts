import type { RateLimitStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import type { LimitName, LimitTable } from "../../utils/limits.js";
import { counterKey } from "./counterKey.js";
import { rateLimited } from "./rateLimited.js";
import { StoreLimiter } from "./StoreLimiter.js";

/** What the services that count work with. */
export interface LimitDeps {
  store: RateLimitStore;
  clock: Clock;
  limits: LimitTable;
  /** When false, nothing is counted, read or refused. */
  enabled: boolean;
}

/** The limits that simply count. Passwords have a rule of their own: see {@link PasswordAttempts}. */
export type CountedLimit = Exclude<LimitName, "login.account" | "login.device">;

export interface Limits {
  /**
   * Counts one attempt, before anything is done about it. Throws RATE_LIMITED with the seconds until the window is over;
   * rejects with StoreUnavailableError when it cannot count: then nothing may be done either.
   */
  consume(name: CountedLimit, key: string): Promise<void>;
}

export function createLimits({ store, clock, limits, enabled }: LimitDeps): Limits {
  if (!enabled) return { consume: async () => {} };
  return {
    consume: async (name, key) => {
      // A limiter remembers nothing between two calls: every count is in the store.
      const limiter = new StoreLimiter({ store, clock, ...limits[name] });
      const consumption = await limiter.tryConsume(counterKey(name, key));
      if (consumption.kind === "limited") throw rateLimited(consumption.retryAfterMs);
    },
  };
}
