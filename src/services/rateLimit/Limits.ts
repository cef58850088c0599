import { createHmac } from "node:crypto";
import type { RateLimitStore } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { deriveKey } from "../../utils/derivedKeys.js";
import { SECOND } from "../../utils/duration.js";
import { networksOf } from "../../utils/ipAddress.js";
import type { Events } from "../events/index.js";
import type { LimitName, LimitTable } from "./limitRules.js";

/** What the services that count attempts work with. */
export interface LimitDeps {
  store: RateLimitStore;
  clock: Clock;
  limits: LimitTable;
  counterKey: CounterKey;
  events: Events;
  /** When false, nothing is counted, read or refused. */
  enabled: boolean;
}

/** The limits of attempts at secrets. They have rules of their own: see {@link PasswordAttempts}, {@link ReauthAttempts}, {@link FactorAttempts}. */
type SecretLimit =
  | "login.account"
  | "login.device"
  | "login.devices"
  | "reauth.session"
  | "change-password.account"
  | "reauth.account"
  | "factor.account"
  | "factor.device"
  | "factor-notice.account";

type AddressLimit = Extract<LimitName, `${string}.ip`>;

/** The limits that simply count by one key. */
export type CountedLimit = Exclude<LimitName, SecretLimit | AddressLimit>;

/** Counts attempts. Every count is in the store: all servers share it, and a restart does not reset it. */
export class Limits {
  readonly #deps: LimitDeps;

  constructor(deps: LimitDeps) {
    this.#deps = deps;
  }

  /** Counts an attempt before anything is done for it. Throws RATE_LIMITED, StoreUnavailableError: uncounted, nothing may be done. */
  async consume(name: CountedLimit, key: string): Promise<void> {
    await this.#count(name, key, 1);
  }

  /** Takes back one attempt that was counted, when it was not made. */
  async refund(name: CountedLimit, key: string): Promise<void> {
    if (this.#deps.enabled) await this.#add(name, key, -1);
  }

  /** The same as `consume`, for the address of a request. An IPv6 address is counted with the networks that contain it. */
  async consumeAddress(name: AddressLimit, address: string | null | undefined): Promise<void> {
    // One after the other: attempts beyond the limit of a narrow network use up nothing of its neighbors'.
    for (const { key, share } of networksOf(address)) await this.#count(name, key, share);
  }

  async #count(name: CountedLimit | AddressLimit, key: string, share: number): Promise<void> {
    const { clock, limits, events, enabled } = this.#deps;
    if (!enabled) return;
    const { points, expiresAt } = await this.#add(name, key, 1);
    if (points <= limits[name].points * share) return;
    events.emit("limit.reached", { limit: name });
    throw new RateLimitedError(name, expiresAt - clock.now());
  }

  /** Adds to a counter whose window begins with the first attempt. */
  #add(name: CountedLimit | AddressLimit, key: string, points: number) {
    const { store, clock, limits, counterKey } = this.#deps;
    const now = clock.now();
    return store.add({ key: counterKey(name, key), points, now, expiresAt: now + limits[name].windowMs });
  }
}

/** RATE_LIMITED with the rest of the wait in whole seconds: a client that waits as long is not refused for being early. */
export class RateLimitedError extends ApiError {
  /** Which limit refused: for the operator, never for the client. */
  readonly limit: LimitName;

  constructor(limit: LimitName, milliseconds: number) {
    super("RATE_LIMITED", { retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / SECOND)) });
    this.limit = limit;
  }
}

/** The name of a counter in the store. */
export type CounterKey = (name: LimitName, key: string) => string;

const LABEL = "latchkey limit counter key v1";

/**
 * The key of a counter is an HMAC of what is counted. A reader of the database, a backup or a slow-query log could try every
 * IPv4 address and every known name against a plain hash. It is cut to 128 bits: nobody gains by two keys that share a counter.
 *
 * The HMAC's key comes from the first refresh token secret by HKDF. Servers whose first secrets differ, while a secret is being
 * replaced, count separately: attackers get a second budget while both run, and no more.
 */
export function createCounterKey(secrets: readonly string[]): CounterKey {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("At least one refresh token secret is required.");
  const hmacKey = deriveKey(secret, LABEL);
  return (name, key) => `${name}:${createHmac("sha256", hmacKey).update(key).digest("hex").slice(0, 32)}`;
}
