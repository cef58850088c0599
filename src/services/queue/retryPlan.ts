import type { QueuedJob } from "../../stores/Store.js";
import { DAY, MINUTE, SECOND } from "../../utils/duration.js";

const FIRST_PAUSE = 5 * SECOND;
export const LONGEST_PAUSE = 30 * MINUTE;
const GIVE_UP_AFTER = DAY;

/**
 * When a job that has just failed is due again: after 5 seconds, then twice as long each time, 30 minutes at most. `null`
 * when it has failed for a day. A job that waited longer because the program was off still had its try.
 */
export function nextAttemptAt(job: Pick<QueuedJob, "attempts" | "createdAt">, now: number): number | null {
  if (now - job.createdAt >= GIVE_UP_AFTER) return null;
  return now + Math.min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE);
}
