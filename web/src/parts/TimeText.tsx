import { exactTime, relativeTime } from "../messages/formatTime.js";

/** A relative time, with the exact time below. */
export function TimeText({ at, now }: { at: number; now: number }) {
  return (
    <time dateTime={new Date(at).toISOString()}>
      {relativeTime(at, now)}
      <span class="exact">{exactTime(at)}</span>
    </time>
  );
}
