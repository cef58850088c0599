import fc from "fast-check";
import { expect, it } from "vitest";
import { editDistance } from "./nearestName.js";

it.each([
  ["PORT", "PORT", 0],
  ["PORT", "PORTS", 1],
  ["PORT", "POT", 1],
  ["PORT", "PART", 1],
  ["PORT", "PROT", 1],
  ["PORT", "OPTR", 2],
  ["", "PORT", 4],
  ["EXPIRY", "EXPIRES", 2],
])("counts the slips between %j and %j: %d", (from, to, slips) => {
  expect(editDistance(from, to)).toBe(slips);
});

it("is zero for equal texts only, and the same both ways", () => {
  const text = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(editDistance(one, other) === 0).toBe(one === other);
      expect(editDistance(one, other)).toBe(editDistance(other, one));
    }),
  );
});
