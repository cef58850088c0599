import { MINUTE } from "./duration.js";

const LONG_DATE = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });

const SHOWN_STEP = 10 * MINUTE;

function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** Epoch milliseconds for a reader: `24 November 2026, 18:00 UTC`. */
export function readableUtc(time: number): string {
  return `${LONG_DATE.format(time)}, ${isoTime(time).slice(11, 16)} UTC`;
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
