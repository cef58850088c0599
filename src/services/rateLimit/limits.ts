import type { RateLimitStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { networksOf } from "../../utils/ipAddress.js";
import type { Events } from "../events/index.js";
import type { CounterKey } from "./counterKey.js";
import type { LimitName, LimitTable } from "./limitRules.js";
import { RateLimitedError } from "./RateLimitedError.js";

/** What the services that count work with. */
export interface LimitDeps {
  store: RateLimitStore;
  clock: Clock;
  limits: LimitTable;
  counterKey: CounterKey;
  events: Events;
  /** When false, nothing is counted, read or refused. */
  enabled: boolean;
}

/** The limits of attempts at passwords. They have rules of their own: see {@link PasswordAttempts}, {@link ReauthAttempts}. */
type PasswordLimit =
  | "login.account"
  | "login.device"
  | "login.devices"
  | "reauth.session"
  | "change-password.account"
  | "reauth.account";

type AddressLimit = Extract<LimitName, `${string}.ip`>;

/** The limits that simply count by one key. */
export type CountedLimit = Exclude<LimitName, PasswordLimit | AddressLimit>;

export interface Limits {
  /**
   * Counts one attempt, before anything is done about it. Throws RATE_LIMITED with the seconds until the window is over;
   * rejects with StoreUnavailableError when it cannot count: then nothing may be done either.
   */
  consume(name: CountedLimit, key: string): Promise<void>;
  /** Takes back one attempt that was counted: what it was counted for was not done after all. */
  refund(name: CountedLimit, key: string): Promise<void>;
  /** The same as `consume`, for the address that a request came from. An IPv6 address is counted with the networks that it lies in. */
  consumeAddress(name: AddressLimit, address: string | null | undefined): Promise<void>;
}

export function createLimits({ store, clock, limits, enabled, counterKey, events }: LimitDeps): Limits {
  if (!enabled) return { consume: async () => {}, refund: async () => {}, consumeAddress: async () => {} };

  /** Adds to a counter whose window begins with the first attempt. Nothing is remembered here: every count is in the store. */
  function add(name: CountedLimit | AddressLimit, key: string, points: number) {
    const now = clock.now();
    return store.add({ key: counterKey(name, key), points, now, expiresAt: now + limits[name].windowMs });
  }

  async function count(name: CountedLimit | AddressLimit, key: string, share: number): Promise<void> {
    const { points, expiresAt } = await add(name, key, 1);
    if (points <= limits[name].points * share) return;
    events.emit("limit.reached", { limit: name });
    throw new RateLimitedError(name, expiresAt - clock.now());
  }

  return {
    consume: (name, key) => count(name, key, 1),
    refund: async (name, key) => void (await add(name, key, -1)),
    consumeAddress: async (name, address) => {
      // One after the other: what a narrow network sends beyond its number uses up nothing of its neighbors'.
      for (const { key, share } of networksOf(address)) await count(name, key, share);
    },
  };
}
