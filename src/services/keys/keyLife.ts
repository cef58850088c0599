import { DAY, MINUTE } from "../../utils/duration.js";

/** What the rules of a key's life look at. A list of keys is always in the order of `sequence`. */
interface KeyTimes {
  readonly signsFrom: number;
}

/** Milliseconds. */
export interface KeyPolicy {
  /** After how long the next key signs; `null` when only an operator changes it. */
  readonly rotation: number | null;
  /** The life of an access token. */
  readonly tokenLife: number;
}

export type KeyState = "next" | "signing" | "retired";

/** So long a key is published before it signs, since others keep a copy of the key set: hours, at some gateways. */
export const PUBLISHED_AHEAD = DAY;

/** A server that has not heard of the next key yet signs with the one before, and clocks differ. */
const STRAGGLING = 60 * MINUTE;

/**
 * The key that signs: the last one whose time has come. The first, when the clock that made it is ahead of ours: there is
 * always one that signs, unless there is none at all.
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

/** The key that is published and waits for its time. */
export function waitingKeyOf<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
  const last = keys.at(-1);
  return last !== undefined && last !== signerOf(keys, now) ? last : undefined;
}

/** Each key with its state, and when it was or will be retired and deleted, as far as that is known. */
export function lives<Key extends KeyTimes>(keys: readonly Key[], now: number, { tokenLife }: KeyPolicy) {
  const signing = signerIndex(keys, now);
  return keys.map((key, index) => {
    const state: KeyState = index < signing ? "retired" : index === signing ? "signing" : "next";
    const retiresAt = keys[index + 1]?.signsFrom ?? null;
    return { key, state, retiresAt, deletableAt: retiresAt === null ? null : retiresAt + tokenLife + STRAGGLING };
  });
}

/** The retired keys whose last token has expired. */
export function spentKeys<Key extends KeyTimes>(keys: readonly Key[], now: number, policy: KeyPolicy): Key[] {
  return lives(keys, now, policy)
    .filter(({ state, deletableAt }) => state === "retired" && deletableAt !== null && deletableAt <= now)
    .map(({ key }) => key);
}

/**
 * From when the key that has to be made now by the schedule signs, or `null` when none is due. A key that comes late, because
 * no server ran, is published ahead all the same.
 */
export function dueKey(keys: readonly KeyTimes[], now: number, { rotation }: KeyPolicy): { signsFrom: number } | null {
  const last = keys.at(-1);
  if (last === undefined) return { signsFrom: now };
  if (rotation === null || waitingKeyOf(keys, now) !== undefined) return null;
  const due = last.signsFrom + rotation;
  return now < due - PUBLISHED_AHEAD ? null : { signsFrom: Math.max(due, now + PUBLISHED_AHEAD) };
}
