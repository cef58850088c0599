import fc from "fast-check";
import { expect, test } from "vitest";
import { readableUtc, sortableUtc } from "./utcTime.js";

test.each([
  ["2026-11-24T18:00:00.000Z", "24 November 2026, 18:00 UTC"],
  ["2026-01-01T00:00:00.000Z", "1 January 2026, 00:00 UTC"],
  ["2026-12-31T23:59:59.999Z", "31 December 2026, 23:59 UTC"],
])("%s is read as %s", (iso, text) => {
  expect(readableUtc(Date.parse(iso))).toBe(text);
});

test("a sortable time is the ISO form without the characters that file systems refuse", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.parse("9999-12-31T23:59:59.999Z") }), (time) => {
      expect(sortableUtc(time)).toBe(new Date(time).toISOString().replaceAll(":", "-"));
    }),
  );
});
