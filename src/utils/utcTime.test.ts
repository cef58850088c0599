import fc from "fast-check";
import { expect, test } from "vitest";
import { longDate, shortTime, sortableUtc } from "./utcTime.js";

test.each([
  ["2026-11-24T18:00:00.000Z", "en", "24 November 2026", "18:00"],
  ["2026-01-01T00:00:00.000Z", "en-US", "January 1, 2026", "00:00"],
  ["2026-12-31T23:59:59.999Z", "de", "31. Dezember 2026", "23:59"],
  ["2026-12-31T23:59:59.999Z", "fr-CA", "31 décembre 2026", "23:59"],
])("%s is read in %s as %s, %s", (iso, tag, date, time) => {
  expect([longDate(Date.parse(iso), tag), shortTime(Date.parse(iso))]).toEqual([date, time]);
});

test("a sortable time is the ISO form without the characters that file systems refuse", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.parse("9999-12-31T23:59:59.999Z") }), (time) => {
      expect(sortableUtc(time)).toBe(new Date(time).toISOString().replaceAll(":", "-"));
    }),
  );
});
