import { setTimeout as sleep } from "node:timers/promises";

interface Pauses {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Waits before the next attempt: twice as long each time, up to a bound, with jitter, so that those who met do not meet again. */
export async function pause(attempt: number, { firstMs, longestMs }: Pauses): Promise<void> {
  await sleep(Math.min(firstMs * 2 ** attempt, longestMs) * (0.5 + Math.random() / 2));
}
