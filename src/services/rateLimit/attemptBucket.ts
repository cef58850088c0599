import type { RateLimitStore } from "../../stores/Store.js";
import { DAY, MINUTE } from "../../utils/duration.js";
import { type LimitDeps, RateLimitedError } from "./Limits.js";
import type { LimitName, LimitNumbers } from "./limitRules.js";

/**
 * Attempts at a password that are counted together. Up to `points` attempts in a window are free. A client that uses them up
 * without a success gets one attempt at a time, 1, 2, 4, … and at most 60 minutes apart, until a success or until 24 hours after
 * the last attempt.
 */
export interface AttemptBucket extends LimitNumbers {
  readonly name: LimitName;
  readonly key: string;
}

/** The bucket of what the limit counts by: an id, or a name in a request. */
export function bucketOf({ limits, counterKey }: LimitDeps, name: LimitName, countedBy: string): AttemptBucket {
  return { name, ...limits[name], key: counterKey(name, countedBy) };
}

const FIRST_DELAY = MINUTE;
const MAX_DELAY = 60 * MINUTE;
const LEVEL_LIFETIME = DAY;
/** The level at which the doubled delay reaches the maximum. */
const MAX_LEVEL = 7;

/**
 * Counts an attempt, before any password is verified. Throws RATE_LIMITED.
 *
 * Each level has its own counter. A caller that read an old level adds to a counter that is already used up: concurrent callers
 * together never get more than the attempts of one level, whatever they read.
 */
export async function countAttempt({ store, clock, events }: LimitDeps, bucket: AttemptBucket): Promise<void> {
  const now = clock.now();
  const level = (await store.get({ key: levelOf(bucket.key), now }))?.points ?? 0;
  const budget = level === 0 ? bucket.points : 1;
  const life = level === 0 ? bucket.windowMs : delayOf(level + 1);
  const key = attemptsAt(bucket.key, level);
  const attempts = await store.add({ key, points: 1, now, expiresAt: now + life });
  if (attempts.points < budget) return;
  // Also for the caller that took the last free attempt, in case its process died before this line.
  if (attempts.points === budget || level === 0) await lockOut(store, bucket, level + 1, now);
  if (attempts.points > budget) {
    events.emit("limit.reached", { limit: bucket.name });
    throw new RateLimitedError(bucket.name, level === 0 ? FIRST_DELAY : attempts.expiresAt - now);
  }
}

/** The lock comes first: between the two writes the old level is used up. In the other order the new level would be open. */
async function lockOut(store: RateLimitStore, { key }: AttemptBucket, reached: number, now: number): Promise<void> {
  const level = Math.min(reached, MAX_LEVEL);
  await store.set({ key: attemptsAt(key, level), points: 1, expiresAt: now + delayOf(level) });
  await store.set({ key: levelOf(key), points: level, expiresAt: now + LEVEL_LIFETIME });
}

/** Resets the counters after a success. Those of higher levels may stay: each is set before its level is reached. */
export async function resetAttempts(store: RateLimitStore, { key }: AttemptBucket): Promise<void> {
  await Promise.all([store.delete(attemptsAt(key, 0)), store.delete(levelOf(key))]);
}

/** Every counter that a bucket may have in the store. */
export function countersOf(bucketKey: string): string[] {
  const levels = Array.from({ length: MAX_LEVEL + 1 }, (_, level) => attemptsAt(bucketKey, level));
  return [levelOf(bucketKey), ...levels];
}

function delayOf(level: number): number {
  return Math.min(FIRST_DELAY * 2 ** (level - 1), MAX_DELAY);
}

function levelOf(bucketKey: string): string {
  return `${bucketKey}:level`;
}

function attemptsAt(bucketKey: string, level: number): string {
  return `${bucketKey}:${level}`;
}
