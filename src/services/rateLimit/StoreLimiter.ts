import RateLimiterRes from "rate-limiter-flexible/lib/RateLimiterRes.js";
import RateLimiterStoreAbstract from "rate-limiter-flexible/lib/RateLimiterStoreAbstract.js";
import type { RateLimitCounter, RateLimitStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import type { LimitNumbers } from "./limitRules.js";

export type Consumption = { kind: "counted" } | { kind: "limited"; retryAfterMs: number };

/**
 * A limit of rate-limiter-flexible over our own port, by our own clock. The library's adapters would wait for the disk once a
 * key, outside the group commit, and read the time themselves.
 */
export class StoreLimiter extends RateLimiterStoreAbstract<RateLimitCounter> {
  private readonly store: RateLimitStore;
  private readonly clock: Clock;
  private readonly windowMs: number;

  constructor({ store, clock, points, windowMs }: LimitNumbers & { store: RateLimitStore; clock: Clock }) {
    super({ points, duration: windowMs / 1000, keyPrefix: "" });
    this.store = store;
    this.clock = clock;
    this.windowMs = windowMs;
  }

  /**
   * Counts one attempt. The library rejects for both, a limit that is reached and a store that is down; taken for each other,
   * an outage would be a verdict or a limit would be none. So the first is a result here and only the second rejects.
   */
  async tryConsume(key: string): Promise<Consumption> {
    try {
      await this.consume(key);
      return { kind: "counted" };
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return { kind: "limited", retryAfterMs: refusal.msBeforeNext };
      throw refusal;
    }
  }

  /** Takes one attempt back. */
  async refund(key: string): Promise<void> {
    await this._upsert(key, -1, this.windowMs);
  }

  protected override _upsert(key: string, points: number, msDuration: number): Promise<RateLimitCounter> {
    const now = this.clock.now();
    return this.store.add({ key, points, now, expiresAt: now + msDuration });
  }

  protected override _getRateLimiterRes(_key: string, _points: number, counter: RateLimitCounter): RateLimiterRes {
    const remaining = Math.max(this.points - counter.points, 0);
    return new RateLimiterRes(remaining, counter.expiresAt - this.clock.now(), counter.points);
  }
}
