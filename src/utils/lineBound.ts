import type { Clock } from "./clock.js";
import { SECOND } from "./duration.js";

/**
 * Bounds the lines of a log that strangers can cause: a flood of them must not fill the disk. Returns how often something has
 * happened since the last line about it, once a second at most for each key; `null` when no line may be written.
 */
export function createLineBound<Key>(clock: Clock): (key: Key) => number | null {
  const lastLines = new Map<Key, { at: number; unlogged: number }>();
  return (key) => {
    const now = clock.now();
    const last = lastLines.get(key);
    // A clock that was set back must not silence the log.
    if (last !== undefined && now >= last.at && now - last.at < SECOND) {
      last.unlogged += 1;
      return null;
    }
    lastLines.set(key, { at: now, unlogged: 0 });
    return 1 + (last?.unlogged ?? 0);
  };
}
