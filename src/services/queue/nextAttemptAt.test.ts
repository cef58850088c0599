import { expect, test } from "vitest";
import { DAY, MINUTE, SECOND } from "../../../test/support/ManualClock.js";
import { NOW } from "../../../test/support/records.js";
import { nextAttemptAt } from "./JobRunner.js";

test.each([
  [1, 5 * SECOND],
  [2, 10 * SECOND],
  [3, 20 * SECOND],
  [9, 1280 * SECOND],
  [10, 30 * MINUTE],
  [5000, 30 * MINUTE],
])("attempt %d is followed by a pause of %d ms", (attempts, pause) => {
  expect(nextAttemptAt({ attempts, createdAt: NOW }, NOW + MINUTE)).toBe(NOW + MINUTE + pause);
});

test("a job is given up when it fails a day after it was added, and not before", () => {
  expect(nextAttemptAt({ attempts: 60, createdAt: NOW }, NOW + DAY - 1)).not.toBeNull();
  expect(nextAttemptAt({ attempts: 60, createdAt: NOW }, NOW + DAY)).toBeNull();
});
