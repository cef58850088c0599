import { Events } from "../../../src/services/events/index.js";
import {
  FactorAttempts,
  type KnownDevice,
  Limits,
  PasswordAttempts,
  ReauthAttempts,
} from "../../../src/services/rateLimit/index.js";
import { LIMITS, type LimitTable } from "../../../src/services/rateLimit/limitRules.js";
import { ApiError } from "../../../src/utils/ApiError.js";
import { ManualClock, MINUTE } from "../ManualClock.js";
import { type Around, counterKey, watchedCounters } from "./watchedCounters.js";

export const ADA = { account: "0192f0c0-0000-7000-8000-00000000000a", device: null };
export const ADA_ON_HER_PHONE = { ...ADA, device: aDevice("0123456789abcdef0123456789abcdef") };
export const NOBODY = { account: "unknown:nobody", device: null };
export const DELAYS = [1, 2, 4, 8, 16, 32, 60, 60, 60].map((minutes) => minutes * MINUTE);

/** A device that has signed in since the password was set. */
export function aDevice(id: string, trustedSince = 1): KnownDevice {
  return { id, trustedSince };
}

type Who = Parameters<PasswordAttempts["begin"]>[0];

export async function someAttempts({ enabled = true, limits = LIMITS as LimitTable } = {}, around?: Around) {
  const clock = new ManualClock();
  const deps = { store: await watchedCounters(around), clock, limits, counterKey, enabled, events: new Events() };
  return {
    clock,
    attempts: new PasswordAttempts(deps),
    limits: new Limits(deps),
    reauth: new ReauthAttempts(deps),
    factors: new FactorAttempts(deps),
  };
}

/** What a guess comes to: `null` when it is evaluated, else the seconds to wait. */
export async function guess(attempts: PasswordAttempts, who: Who = ADA) {
  try {
    await attempts.begin(who);
    return null;
  } catch (error) {
    if (error instanceof ApiError && error.code === "RATE_LIMITED") return error.retryAfterSeconds;
    throw error;
  }
}

export async function guesses(attempts: PasswordAttempts, count: number, who: Who = ADA) {
  const waits: unknown[] = [];
  for (let made = 0; made < count; made += 1) waits.push(await guess(attempts, who));
  return waits;
}
