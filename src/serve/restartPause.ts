import { MINUTE } from "../utils/duration.js";

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;
const TOLERATED = 5;

/**
 * How long to wait before a worker that has ended is started again, in milliseconds; `null` when it makes no sense any more.
 * `ends` are the times at which workers ended, this end included. One accident costs a moment. A fault that comes back with
 * every start would otherwise turn for ever, and hide: so a team of `size` is given up when more than five ends beyond one
 * of each worker fall into one minute.
 */
export function restartPause(ends: readonly number[], size: number, now: number): number | null {
  const recent = ends.filter((at) => at > now - MINUTE).length;
  return recent > TOLERATED + size ? null : Math.min(FIRST_PAUSE * 2 ** (recent - 1), LONGEST_PAUSE);
}
