const READABLE = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  hourCycle: "h23",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

const SORTABLE = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

type Parts = Partial<Record<Intl.DateTimeFormatPartTypes, string>>;

function partsOf(format: Intl.DateTimeFormat, time: number): Parts {
  return Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
}

/** Epoch milliseconds as a reader takes them: `24 November 2026, 18:00 UTC`. */
export function readableUtc(time: number): string {
  const { day, month, year, hour, minute } = partsOf(READABLE, time);
  return `${day} ${month} ${year}, ${hour}:${minute} UTC`;
}

/** Epoch milliseconds as a part of a file name that sorts by time: `2026-11-24T18-00-00.000Z`. */
export function sortableUtc(time: number): string {
  const { year, month, day, hour, minute, second, fractionalSecond } = partsOf(SORTABLE, time);
  return `${year}-${month}-${day}T${hour}-${minute}-${second}.${fractionalSecond}Z`;
}

/** Epoch milliseconds in a column of a table: `2026-11-24 18:00:00`. */
export function tableUtc(time: number): string {
  const { year, month, day, hour, minute, second } = partsOf(SORTABLE, time);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

const SHOWN_STEP = 10 * 60 * 1000;

/**
 * When a session was last refreshed, as it may be shown: in steps of ten minutes. The exact time would show a thief who can read
 * it when to present a copied token, within the window in which it passes for another tab.
 */
export function coarseTime(time: number): number {
  return Math.floor(time / SHOWN_STEP) * SHOWN_STEP;
}
