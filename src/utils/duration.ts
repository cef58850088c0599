export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Browsers keep no cookie for longer (RFC 6265bis, section 5.5). */
export const MAX_COOKIE_AGE = 400 * DAY;

const UNITS = new Map([
  ["s", SECOND],
  ["m", MINUTE],
  ["h", HOUR],
  ["d", DAY],
  ["w", WEEK],
]);

const DURATION = /^(\d+)([smhdw])$/;

/** The milliseconds of `30s`, `15m`, `12h`, `7d` or `2w`; null for anything else. A bare number has no meaning: it lacks the unit. */
export function parseDuration(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? [];
  const factor = UNITS.get(unit ?? "");
  return count === undefined || factor === undefined ? null : Number(count) * factor;
}

/** Whole seconds as the shortest text that `parseDuration` reads back: 90 seconds are `90s`, 120 are `2m`. */
export function formatDuration(milliseconds: number): string {
  const [unit, factor] = [...UNITS].findLast(([, factor]) => milliseconds >= factor && milliseconds % factor === 0) ?? [
    "s",
    SECOND,
  ];
  return `${milliseconds / factor}${unit}`;
}
