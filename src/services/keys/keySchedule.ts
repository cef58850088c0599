import { DAY, MINUTE } from "../../utils/duration.js";

/** The times that the schedule looks at. A list of keys is always in the order of `sequence`. */
interface KeyTimes {
  readonly signsFrom: number;
}

/** Milliseconds. */
export interface KeyPolicy {
  /** After how long the next key signs; `null` when only an operator rotates keys. */
  readonly rotation: number | null;
  /** How long an access token lasts. */
  readonly tokenLife: number;
}

export type KeyState = "next" | "signing" | "retired";

/** How long a key is published before it signs, because others cache the key set: hours, at some gateways. */
export const PUBLISHED_AHEAD = DAY;

/** How long a retired key may still sign: at servers that have not read the next key yet, or whose clock is behind. */
const STRAGGLING = 60 * MINUTE;

/**
 * The key that signs: the last one whose time has come. When the clock of the server that made the first key is ahead of ours,
 * it is the first key: there is always one that signs, unless there is no key at all.
 */
export function signerOf<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
  return keys[signerIndex(keys, now)];
}

function signerIndex(keys: readonly KeyTimes[], now: number): number {
  return Math.max(
    keys.findLastIndex(({ signsFrom }) => signsFrom <= now),
    0,
  );
}

/** The key that is published and does not sign yet. */
export function waitingKeyOf<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
  const last = keys.at(-1);
  return last !== undefined && last !== signerOf(keys, now) ? last : undefined;
}

/** Each key with its state, and when it retires and may be deleted, as far as that is known. */
export function keyStates<Key extends KeyTimes>(keys: readonly Key[], now: number, { tokenLife }: KeyPolicy) {
  const signing = signerIndex(keys, now);
  return keys.map((key, index) => {
    const state: KeyState = index < signing ? "retired" : index === signing ? "signing" : "next";
    const retiresAt = keys[index + 1]?.signsFrom ?? null;
    return { key, state, retiresAt, deletableAt: retiresAt === null ? null : retiresAt + tokenLife + STRAGGLING };
  });
}

/** The retired keys whose last token has expired. */
export function expiredKeys<Key extends KeyTimes>(keys: readonly Key[], now: number, policy: KeyPolicy): Key[] {
  return keyStates(keys, now, policy)
    .filter(({ state, deletableAt }) => state === "retired" && deletableAt !== null && deletableAt <= now)
    .map(({ key }) => key);
}

/** The key to make now, or `null`. One that comes late, because no server ran, is published ahead all the same. */
export function nextScheduledKey(
  keys: readonly KeyTimes[],
  now: number,
  { rotation }: KeyPolicy,
): { signsFrom: number } | null {
  const last = keys.at(-1);
  if (last === undefined) return { signsFrom: now };
  if (rotation === null || waitingKeyOf(keys, now) !== undefined) return null;
  const due = last.signsFrom + rotation;
  return now < due - PUBLISHED_AHEAD ? null : { signsFrom: Math.max(due, now + PUBLISHED_AHEAD) };
}
