import { expect, test } from "vitest";
import { DAY, SECOND } from "../../utils/duration.js";
import { networksOf } from "../../utils/ipAddress.js";
import { isLimitName, LIMITS, limitNames } from "./limitRules.js";

test.each(limitNames)("%s lets something through, in whole seconds of at most a day", (name) => {
  const { points, windowMs } = LIMITS[name];
  expect(points).toBeGreaterThanOrEqual(1);
  expect(windowMs % SECOND).toBe(0);
  expect(windowMs).toBeGreaterThan(0);
  expect(windowMs).toBeLessThanOrEqual(DAY);
});

const shared = limitNames.filter((name) => name.endsWith(".global"));

test.each(shared)("%s cannot be used up by a few addresses, which would shut everybody out", (name) => {
  const byAddress = name.replace(/global$/, "ip");
  if (!isLimitName(byAddress)) throw new Error(`${name} has no limit by address before it.`);
  expect(LIMITS[name].points).toBeGreaterThanOrEqual(10 * LIMITS[byAddress].points);
  // The widest network that one subscriber has.
  const widest = networksOf("2001:db8::1").at(-1)?.share ?? 0;
  expect(LIMITS[name].points).toBeGreaterThanOrEqual(2 * widest * LIMITS[byAddress].points);
});

test("a name that every object has is no limit", () => {
  expect(isLimitName("constructor")).toBe(false);
});
