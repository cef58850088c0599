import { expect } from "vitest";
import type { Session } from "../../../src/stores/Store.js";

const LATE_LIMIT = 5;
const PREVIOUS_LIMIT = 4;
const SIZE_LIMIT = 2000;

/** What a step may have changed. */
export interface Touched {
  /** The number of the one session that the step is about. */
  readonly session: number | null;
  /** Whether it may have spent a token. */
  readonly spends: boolean;
}

/** Invariants 2, 4, 10, 13, 14 and 15: what a step may do to the records, all of which existed before it. */
export function checkRecords(before: readonly Session[], after: readonly Session[], touched: Touched): void {
  for (const [session, old] of before.entries()) {
    const next = after[session];
    if (next === undefined) throw new Error("A session is gone.");
    if (session !== touched.session) expect(next, "sessions are independent").toEqual(old);
    else if (old.revokedAt !== null) expect(next, "what has ended is never written again").toEqual(old);
    else checkChange(old, next, touched.spends);
    checkBounds(next);
  }
}

function checkChange(old: Session, next: Session, spends: boolean): void {
  expect(next.expiresAt, "the end never moves").toBe(old.expiresAt);
  const rise = next.generation - old.generation;
  expect(spends ? [0, 1] : [0], "one generation for one spend").toContain(rise);
  if (rise === 0) expect(next.tokenHash, "a token is replaced by a spend alone").toBe(old.tokenHash);
  expect(next.version).toBeGreaterThanOrEqual(old.version + rise);
  expect(next.lateCount, "a burst costs one").toBeLessThanOrEqual(old.lateCount + 1);
  expect(next.revokeReason, "no session forks").not.toBe("fork");
}

function checkBounds({ idleExpiresAt, expiresAt, previous, lateCount, ...rest }: Session): void {
  expect(idleExpiresAt).toBeLessThanOrEqual(expiresAt);
  expect(previous.length).toBeLessThanOrEqual(PREVIOUS_LIMIT);
  expect(lateCount).toBeLessThanOrEqual(LATE_LIMIT);
  expect(JSON.stringify({ ...rest, previous }).length, "the size is bounded").toBeLessThan(SIZE_LIMIT);
}
