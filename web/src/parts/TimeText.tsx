import { exactTime, relativeTime } from "../words/timeWords.js";

/** How long ago, and below it exactly when. */
export function TimeText({ at, now }: { at: number; now: number }) {
  return (
    <time dateTime={new Date(at).toISOString()}>
      {relativeTime(at, now)}
      <span class="exact">{exactTime(at)}</span>
    </time>
  );
}
