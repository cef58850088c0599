import { MINUTE } from "./duration.js";

const SHOWN_STEP = 10 * MINUTE;

function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** The day of epoch milliseconds in UTC, for a reader: `24 November 2026`. `tag`: a language (BCP 47). */
export function longDate(time: number, tag: string): string {
  const day = { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" } as const;
  // English that nobody called American: the day before the month, as in most of the world.
  return new Intl.DateTimeFormat(tag === "en" ? "en-GB" : tag, day).format(time);
}

/** The time of day in UTC: `18:00`. */
export function shortTime(time: number): string {
  return isoTime(time).slice(11, 16);
}

/** Epoch milliseconds as a part of a file name that sorts by time: `2026-11-24T18-00-00.000Z`. Some file systems refuse colons. */
export function sortableUtc(time: number): string {
  return isoTime(time).replaceAll(":", "-");
}

/** Epoch milliseconds in a column of a table: `2026-11-24 18:00:00`. */
export function tableUtc(time: number): string {
  return isoTime(time).slice(0, 19).replace("T", " ");
}

/** Epoch milliseconds as a clock on this machine shows them, for a log that somebody watches: `18:00:00`. */
export function localTime(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

/**
 * When a session was last refreshed, as it may be shown: in steps of ten minutes. The exact time would show a thief who can read
 * it when to present a copied token, within the window in which it passes for another tab.
 */
export function coarseTime(time: number): number {
  return Math.floor(time / SHOWN_STEP) * SHOWN_STEP;
}
