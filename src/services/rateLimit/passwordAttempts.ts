import type { RateLimitStore } from "../../stores/Store.js";
import { DAY, MINUTE } from "../../utils/duration.js";
import type { LimitName, LimitNumbers } from "../../utils/limits.js";
import { counterKey } from "./counterKey.js";
import type { LimitDeps } from "./limits.js";
import { rateLimited } from "./rateLimited.js";

/** An attempt that was let through. */
export interface PasswordAttempt {
  /** The password was right: what was counted where this attempt was counted is forgotten. */
  succeeded(): Promise<void>;
}

export interface PasswordAttempts {
  /**
   * Counts an attempt, before any password is verified: of many at once no more than the budget is ever evaluated.
   *
   * A window's budget is free; whoever uses it up without a success gets one attempt at a time, 1, 2, 4, … and at most 60
   * minutes apart, until a success or until the last attempt is 24 hours ago. A device that signed in before (`deviceId`) has
   * counters of its own, so that strangers cannot lock the owner out.
   *
   * Throws RATE_LIMITED; rejects with StoreUnavailableError when it cannot count.
   *
   * @param attempt.account the user's id, or a text that no id can be for an account that does not exist
   */
  begin(attempt: { account: string; deviceId: string | null }): Promise<PasswordAttempt>;
  /** Deletes the counters under the user's id. Those of devices hold nothing readable and end within a day. */
  forget(userId: string): Promise<void>;
}

const FIRST_DELAY = MINUTE;
const LONGEST_DELAY = 60 * MINUTE;
const MEMORY = DAY;
/** Where the doubled delay reaches the longest one. */
const HIGHEST_LEVEL = 7;

/** Limits by account whose counters `forget` deletes beside those of passwords. */
const COUNTED_BY_USER = [
  "change-password.account",
  "reauth.account",
  "settings.account",
  "export.account",
  "activity.account",
] as const satisfies LimitName[];

/** What is counted together, and its free budget. */
interface Bucket extends LimitNumbers {
  readonly key: string;
}

export function createPasswordAttempts(deps: LimitDeps): PasswordAttempts {
  const { store, clock, enabled } = deps;
  if (!enabled) return { begin: async () => ({ succeeded: async () => {} }), forget: async () => {} };

  function bucketOf(account: string, deviceId: string | null): Bucket {
    const name = deviceId === null ? "login.account" : "login.device";
    return { ...deps.limits[name], key: counterKey(name, deviceId === null ? account : `${account} ${deviceId}`) };
  }

  return {
    begin: async ({ account, deviceId }) => {
      const bucket = bucketOf(account, deviceId);
      await countAttempt(store, bucket, clock.now());
      return { succeeded: () => startAnew(store, bucket) };
    },
    forget: async (userId) => {
      const { key } = bucketOf(userId, null);
      const levels = Array.from({ length: HIGHEST_LEVEL + 1 }, (_, level) => attemptsAt(key, level));
      const counted = COUNTED_BY_USER.map((name) => counterKey(name, userId));
      await Promise.all([levelOf(key), ...levels, ...counted].map((counter) => store.delete(counter)));
    },
  };
}

/**
 * Each level has a counter of attempts of its own. So whoever read the level and was overtaken adds to a counter that is used
 * up already: concurrent callers never get more than the budget of a level together, whatever they read.
 */
async function countAttempt(store: RateLimitStore, bucket: Bucket, now: number): Promise<void> {
  const level = (await store.get({ key: levelOf(bucket.key), now }))?.points ?? 0;
  const budget = level === 0 ? bucket.points : 1;
  const life = level === 0 ? bucket.windowMs : delayOf(level + 1);
  const key = attemptsAt(bucket.key, level);
  const attempts = await store.add({ key, points: 1, now, expiresAt: now + life });
  if (attempts.points < budget) return;
  // Also on behalf of the one who took the last free attempt, should the process have died before it came here.
  if (attempts.points === budget || level === 0) await lockOut(store, bucket, level + 1, now);
  if (attempts.points > budget) throw rateLimited(level === 0 ? FIRST_DELAY : attempts.expiresAt - now);
}

/** The lock comes first: between the two writes the old level is used up. The other way round, the new one would be open. */
async function lockOut(store: RateLimitStore, { key }: Bucket, reached: number, now: number): Promise<void> {
  const level = Math.min(reached, HIGHEST_LEVEL);
  await store.set({ key: attemptsAt(key, level), points: 1, expiresAt: now + delayOf(level) });
  await store.set({ key: levelOf(key), points: level, expiresAt: now + MEMORY });
}

/** The counters of higher levels may stay: each is set anew before its level is reached again. */
async function startAnew(store: RateLimitStore, { key }: Bucket): Promise<void> {
  await Promise.all([store.delete(attemptsAt(key, 0)), store.delete(levelOf(key))]);
}

function delayOf(level: number): number {
  return Math.min(FIRST_DELAY * 2 ** (level - 1), LONGEST_DELAY);
}

function levelOf(bucketKey: string): string {
  return `${bucketKey}:level`;
}

function attemptsAt(bucketKey: string, level: number): string {
  return `${bucketKey}:${level}`;
}
