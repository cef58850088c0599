import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { standardError, superiority } from "../support/security/mannWhitney.js";

/** By ranks, as the textbooks have it: another way to the same number. */
function superiorityByRanks(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b].toSorted((x, y) => x - y);
  const rank = (value: number) => (all.indexOf(value) + all.lastIndexOf(value)) / 2 + 1;
  const rankSum = a.reduce((sum, value) => sum + rank(value), 0);
  return (rankSum - (a.length * (a.length + 1)) / 2) / (a.length * b.length);
}

/** How probable a value so far out is, by the normal approximation: 2·(1 − Φ(z)), with Φ by its series. */
function tailOf(z: number): number {
  let [term, sum] = [z, z];
  for (let k = 1; k < 200; k += 1) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 1 - (2 * sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

describe("the probability of superiority", () => {
  test.each([
    // U = 17 of 20 pairs: ages at which men and women learned of a disease, the example of many a textbook.
    [[19, 22, 16, 29, 24], [20, 11, 17, 12], 17 / 20],
    // U = 25 of 36: hare and tortoise, THHHHHTTTTTH, each by its rank.
    [[1, 7, 8, 9, 10, 11], [2, 3, 4, 5, 6, 12], 25 / 36],
    [[1, 2, 3], [4, 5], 0],
    [[4, 5], [1, 2, 3], 1],
    [[1, 2, 3], [1, 2, 3], 0.5],
    [[2, 2, 2], [2, 2], 0.5],
    [[1, 2], [2, 3], 0.5 / 4],
  ])("of %j over %j is %d", (a, b, expected) => {
    expect(superiority(a, b)).toBeCloseTo(expected, 12);
    expect(superiority(b, a)).toBeCloseTo(1 - expected, 12);
  });

  test("is what the sum of the ranks gives, ties included", () => {
    const sample = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(superiority(a, b)).toBeCloseTo(superiorityByRanks(a, b), 12);
      }),
    );
  });
});

describe("the standard error", () => {
  test("gives the known significance of a known U", () => {
    // U = 17, m = 5, n = 4, without continuity correction: z = 7 / sqrt(200 / 12), p = 0.0864.
    const z = (17 / 20 - 0.5) / standardError(5, 4);
    expect(z).toBeCloseTo(7 / Math.sqrt(200 / 12), 12);
    expect(tailOf(z)).toBeCloseTo(0.0864, 4);
  });

  test("is how far samples of one distribution are apart, found by drawing them", () => {
    const random = seeded(20240607);
    const draw = (count: number) => Array.from({ length: count }, random);
    const found = Array.from({ length: 4000 }, () => superiority(draw(30), draw(20)) - 0.5);
    const variance = found.reduce((sum, off) => sum + off * off, 0) / found.length;
    expect(Math.sqrt(variance) / standardError(30, 20)).toBeGreaterThan(0.95);
    expect(Math.sqrt(variance) / standardError(30, 20)).toBeLessThan(1.05);
  });
});

/** The same numbers in every run (a linear congruential generator, by its upper bits). */
function seeded(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return Number(state >> 11n) / 2 ** 53;
  };
}
