import type { RateLimitStore } from "../../stores/Store.js";
import { DAY } from "../../utils/duration.js";
import { type LimitDeps, RateLimitedError } from "./Limits.js";
import type { KnownDevice } from "./TrustedDevices.js";

/** An attempt that is within the limits. */
export interface FactorAttempt {
  /** The code was right: it costs nothing, and failures in a row begin again. */
  succeeded(): Promise<void>;
}

/** NIST SP 800-63B-4 §3.2.2. */
const MAX_FAILURES_IN_A_ROW = 100;
/** In effect for good: only a success ends it, or an operator. The store asks for a time. */
const FAILURES_LIFE = 36_500 * DAY;

/** Counts attempts at the codes of a second factor: TOTP and recovery codes alike, wherever they are entered. */
export class FactorAttempts {
  readonly #deps: LimitDeps;

  constructor(deps: LimitDeps) {
    this.#deps = deps;
  }

  /**
   * Counts an attempt before any code is judged: of many at once, no more than the limit are judged. All unknown devices of an
   * account share one limit and each known device has its own, so that a thief with the password cannot lock the owner out.
   * After a hundred failures in a row from unknown devices those are refused until a code is accepted elsewhere, or a passkey.
   * Throws RATE_LIMITED, and StoreUnavailableError when it cannot count.
   */
  async begin({ userId, device }: { userId: string; device: KnownDevice | null }): Promise<FactorAttempt> {
    const { store, counterKey, enabled } = this.#deps;
    if (!enabled) return { succeeded: async () => {} };
    const failures = failuresKey(counterKey("factor.account", userId));
    const [name, countedBy] =
      device === null ? (["factor.account", userId] as const) : (["factor.device", `${userId} ${device.id}`] as const);
    const takeBack = await this.#count(name, countedBy);
    if (device === null) await this.#countFailure(failures);
    return {
      succeeded: async () => {
        await Promise.all([takeBack(), store.delete(failures)]);
      },
    };
  }

  /** Lets unknown devices try again: the owner has signed in with another factor than a code, which no guess of codes can do. */
  async succeededElsewhere(userId: string): Promise<void> {
    const { store, counterKey, enabled } = this.#deps;
    if (enabled) await store.delete(failuresKey(counterKey("factor.account", userId)));
  }

  /** Whether a refused code is news to the owner: at most once an hour, however the limits are set. */
  async isRefusalNews(userId: string): Promise<boolean> {
    const { store, clock, limits, counterKey } = this.#deps;
    const now = clock.now();
    const expiresAt = now + limits["factor-notice.account"].windowMs;
    const { points } = await store.add({ key: counterKey("factor-notice.account", userId), points: 1, now, expiresAt });
    return points <= limits["factor-notice.account"].points;
  }

  /** Lets unknown devices try again: an operator has reset the factors, or the account is gone. */
  async forget(userId: string): Promise<void> {
    const { store, counterKey } = this.#deps;
    const ofAccount = counterKey("factor.account", userId);
    const keys = [ofAccount, failuresKey(ofAccount), counterKey("factor-notice.account", userId)];
    await Promise.all(keys.map((key) => store.delete(key)));
  }

  async #count(name: "factor.account" | "factor.device", countedBy: string): Promise<() => Promise<void>> {
    const { store, clock, limits, counterKey, events } = this.#deps;
    const { points, windowMs } = limits[name];
    const key = counterKey(name, countedBy);
    const now = clock.now();
    const counted = await store.add({ key, points: 1, now, expiresAt: now + windowMs });
    if (counted.points <= points) return () => takeBack(store, key, counted.expiresAt, clock.now());
    events.emit("limit.reached", { limit: name });
    throw new RateLimitedError(name, counted.expiresAt - now);
  }

  /** Counted as a failure before it is one, and deleted by a success: so concurrent attempts cannot pass the last allowed one. */
  async #countFailure(key: string): Promise<void> {
    const { store, clock, limits, events } = this.#deps;
    const now = clock.now();
    const { points } = await store.add({ key, points: 1, now, expiresAt: now + FAILURES_LIFE });
    if (points <= MAX_FAILURES_IN_A_ROW) return;
    events.emit("limit.reached", { limit: "factor.account" });
    throw new RateLimitedError("factor.account", limits["factor.account"].windowMs);
  }
}

function failuresKey(accountKey: string): string {
  return `${accountKey}:failures`;
}

/** Not into a window that is over: it would begin the next one with an attempt more. */
async function takeBack(store: RateLimitStore, key: string, expiresAt: number, now: number): Promise<void> {
  if (now < expiresAt) await store.add({ key, points: -1, now, expiresAt });
}
