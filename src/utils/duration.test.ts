import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.js";

describe("parseDuration", () => {
  it.each([
    ["0s", 0],
    ["1s", 1_000],
    ["90s", 90_000],
    ["15m", 900_000],
    ["12h", 43_200_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
  ])("reads %s", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    "900",
    "",
    "m",
    "15M",
    "15 m",
    "15m ",
    " 15m",
    "1.5h",
    "-1s",
    "+1s",
    "1e3s",
    "500ms",
    "1h30m",
    "15min",
    "15m\n",
  ])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [90_000, "90s"],
    [120_000, "2m"],
    [86_400_000, "1d"],
    [34_560_000_000, "400d"],
  ])("writes %d as %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it("writes whole seconds so that they are read back", () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});
