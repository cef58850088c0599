import type { RateLimitStore } from "../../stores/Store.js";
import { DAY, MINUTE } from "../../utils/duration.js";
import type { Events } from "../events/index.js";
import type { LimitName, LimitNumbers } from "./limitRules.js";
import { RateLimitedError } from "./RateLimitedError.js";

/**
 * Attempts at a password that are counted together. A window's budget is free; a client that uses it up without a success gets one
 * attempt at a time, 1, 2, 4, … and at most 60 minutes apart, until a success or until the last attempt is 24 hours ago.
 */
export interface AttemptBucket extends LimitNumbers {
  readonly name: LimitName;
  readonly key: string;
}

const FIRST_DELAY = MINUTE;
const LONGEST_DELAY = 60 * MINUTE;
const MEMORY = DAY;
/** Where the doubled delay reaches the longest one. */
const HIGHEST_LEVEL = 7;

/**
 * Counts an attempt, before any password is verified. Throws RATE_LIMITED.
 *
 * Each level has a counter of attempts of its own. So a caller that read the level and was overtaken adds to a counter that is used
 * up already: concurrent callers never get more than the budget of a level together, whatever they read.
 */
export async function countAttempt(
  { store, events }: { store: RateLimitStore; events: Events },
  bucket: AttemptBucket,
  now: number,
): Promise<void> {
  const level = (await store.get({ key: levelOf(bucket.key), now }))?.points ?? 0;
  const budget = level === 0 ? bucket.points : 1;
  const life = level === 0 ? bucket.windowMs : delayOf(level + 1);
  const key = attemptsAt(bucket.key, level);
  const attempts = await store.add({ key, points: 1, now, expiresAt: now + life });
  if (attempts.points < budget) return;
  // Also on behalf of the one who took the last free attempt, should the process have died before it came here.
  if (attempts.points === budget || level === 0) await lockOut(store, bucket, level + 1, now);
  if (attempts.points > budget) {
    events.emit("limit.reached", { limit: bucket.name });
    throw new RateLimitedError(bucket.name, level === 0 ? FIRST_DELAY : attempts.expiresAt - now);
  }
}

/** The lock comes first: between the two writes the old level is used up. The other way round, the new one would be open. */
async function lockOut(store: RateLimitStore, { key }: AttemptBucket, reached: number, now: number): Promise<void> {
  const level = Math.min(reached, HIGHEST_LEVEL);
  await store.set({ key: attemptsAt(key, level), points: 1, expiresAt: now + delayOf(level) });
  await store.set({ key: levelOf(key), points: level, expiresAt: now + MEMORY });
}

/** Forgets the attempts after a success. The counters of higher levels may stay: each is set before its level is reached. */
export async function startAnew(store: RateLimitStore, { key }: AttemptBucket): Promise<void> {
  await Promise.all([store.delete(attemptsAt(key, 0)), store.delete(levelOf(key))]);
}

/** Every counter that a bucket may have in the store. */
export function countersOf(bucketKey: string): string[] {
  const levels = Array.from({ length: HIGHEST_LEVEL + 1 }, (_, level) => attemptsAt(bucketKey, level));
  return [levelOf(bucketKey), ...levels];
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
