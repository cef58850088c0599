import { locale, t } from "./messages.js";

const DAY_MS = 86_400_000;

const UNITS = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago `at` was, such as "3 minutes ago". Both are epoch milliseconds. */
export function relativeTime(at: number, now: number): string {
  // The clocks of server and browser differ: what has happened is never shown in the future.
  const age = Math.max(0, now - at);
  const unit = UNITS.find(([, length]) => age >= length);
  if (unit === undefined) return t("time.justNow");
  const [name, length] = unit;
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(-Math.floor(age / length), name);
}

/** Day and time, such as "24 Nov 2026, 19:30". `timeZone`: the browser's when absent. */
export function exactTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short", timeZone }).format(at);
}

/** As {@link exactTime}, with seconds: to distinguish two moments. */
export function preciseTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium", timeZone }).format(at);
}

/** The time of day, such as "19:30". */
export function clockTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: "short", timeZone }).format(at);
}

/** The day, such as "Today" or "Monday, 23 November 2026". */
export function formatDay(at: number, now: number, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: "full", timeZone });
  const day = format.format(at);
  if (day === format.format(now)) return t("time.today");
  // A day of 23 or 25 hours only shifts the boundary by an hour at night.
  if (day === format.format(now - DAY_MS)) return t("time.yesterday");
  return day;
}

/** The rest of a wait, such as "0:45" or "1:02:03". Rounded up, so that it never shows zero too early. */
export function formatCountdown(leftMs: number): string {
  const left = Math.max(0, Math.ceil(leftMs / 1000));
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const two = (part: number): string => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** A wait as text, such as "15 minutes". Rounded up. */
export function formatWait(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole <= 90) return count(whole, "second");
  if (whole <= 90 * 60) return count(Math.ceil(whole / 60), "minute");
  return count(Math.ceil(whole / 3600), "hour");
}

function count(amount: number, unit: "second" | "minute" | "hour"): string {
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(amount);
}
