import { expect, test } from "vitest";
import { restartPause } from "./WorkerPool.js";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const endsAgo = (...ages: number[]) => ages.map((age) => NOW - age);

test("one accident costs a tenth of a second, and each that follows twice as much, up to two seconds", () => {
  const pauses = Array.from({ length: 7 }, (_, nth) => restartPause(Array(nth + 1).fill(NOW), 8, NOW));
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
});

test("ends that are a minute old count no more", () => {
  expect(restartPause(endsAgo(MINUTE, MINUTE + 1, 90_000, 0), 2, NOW)).toBe(100);
  expect(restartPause(endsAgo(MINUTE - 1, 0), 2, NOW)).toBe(200);
});

test("a pool that keeps ending is given up, a large one as soon as a small one for each worker", () => {
  for (const size of [1, 4]) {
    expect(restartPause(Array(size + 5).fill(NOW), size, NOW)).not.toBeNull();
    expect(restartPause(Array(size + 6).fill(NOW), size, NOW)).toBeNull();
  }
});
