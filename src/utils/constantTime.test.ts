import fc from "fast-check";
import { expect, test } from "vitest";
import { equalInConstantTime } from "./constantTime.js";

test("finds equal what is equal, and nothing else", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(equalInConstantTime(one, one)).toBe(true);
      expect(equalInConstantTime(one, other)).toBe(one === other);
    }),
  );
});

test.each([
  ["", "a"],
  ["a", "ab"],
  ["a", "A"],
  // As many UTF-16 units, not as many bytes.
  ["ä", "a"],
])("distinguishes %j from %j", (one, other) => {
  expect(equalInConstantTime(one, other)).toBe(false);
  expect(equalInConstantTime(other, one)).toBe(false);
});
