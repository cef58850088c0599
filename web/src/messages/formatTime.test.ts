import { describe, expect, test } from "vitest";
import {
  clockTime,
  exactTime,
  formatCountdown,
  formatDay,
  formatWait,
  preciseTime,
  relativeTime,
} from "./formatTime.js";

const NOON = Date.UTC(2026, 10, 24, 12, 0, 0);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("how long ago", () => {
  test.each([
    [0, "just now"],
    [59_999, "just now"],
    [MINUTE, "1 minute ago"],
    [59 * MINUTE, "59 minutes ago"],
    [5 * HOUR, "5 hours ago"],
    [DAY, "yesterday"],
    [3 * DAY, "3 days ago"],
    [65 * DAY, "2 months ago"],
    [800 * DAY, "2 years ago"],
  ])("%i ms: %s", (age, words) => {
    expect(relativeTime(NOON - age, NOON)).toBe(words);
  });

  test("a server whose clock is ahead does not tell of the future", () => {
    expect(relativeTime(NOON + HOUR, NOON)).toBe("just now");
  });
});

test("an exact time names the month in words, in the zone of the reader", () => {
  expect(exactTime(NOON, "UTC")).toBe("24 Nov 2026, 12:00");
  expect(preciseTime(NOON + 7000, "UTC")).toBe("24 Nov 2026, 12:00:07");
  expect(clockTime(NOON, "Asia/Tokyo")).toBe("21:00");
});

test("a day is today, yesterday or a date, in the zone of the reader", () => {
  expect(formatDay(NOON, NOON, "UTC")).toBe("Today");
  expect(formatDay(NOON - 13 * HOUR, NOON, "UTC")).toBe("Yesterday");
  expect(formatDay(NOON - 13 * HOUR, NOON, "America/New_York")).toBe("Yesterday");
  expect(formatDay(NOON - 5 * HOUR, NOON, "Asia/Tokyo")).toBe("Today");
  expect(formatDay(NOON - 2 * DAY, NOON, "UTC")).toMatch(/^Sunday,? 22 November 2026$/);
});

test.each([
  [0, "0:00"],
  [-5, "0:00"],
  [1, "0:01"],
  [45_000, "0:45"],
  [899_001, "15:00"],
  [3_723_000, "1:02:03"],
])("a countdown of %i ms says %s", (left, words) => {
  expect(formatCountdown(left)).toBe(words);
});

test.each([
  [0, "1 second"],
  [30, "30 seconds"],
  [91, "2 minutes"],
  [900, "15 minutes"],
  [3600, "60 minutes"],
  [7200, "2 hours"],
])("a wait of %i s is shown as %s", (seconds, words) => {
  expect(formatWait(seconds)).toBe(words);
});
