import { beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { race } from "../support/race.js";
import { anAddition, DAY, LONG_AGO, NOW } from "../support/records.js";

const MANY = 200;
const ONE_TO_MANY = Array.from({ length: MANY }, (_, index) => index + 1);

/** The rules of the counters. */
export function describeRateLimits(store: () => Store): void {
  const rateLimits = () => store().rateLimits;

  describe("rateLimits.add", () => {
    test("a counter starts with the points, adds up, and keeps the end that it began with", async () => {
      const { key, expiresAt } = anAddition();
      expect(await rateLimits().add({ key, points: 2, now: NOW, expiresAt })).toStrictEqual({ points: 2, expiresAt });
      const later = { key, points: 3, now: NOW + 1, expiresAt: expiresAt + 1 };
      expect(await rateLimits().add(later)).toStrictEqual({ points: 5, expiresAt });
      expect(await rateLimits().get({ key, now: NOW })).toStrictEqual({ points: 5, expiresAt });
    });

    test("a counter lives until the millisecond in which it ends, then it starts again with a new end", async () => {
      const { key } = anAddition();
      await rateLimits().add({ key, points: 7, now: NOW, expiresAt: NOW + 10 });
      const addition = { key, points: 1, expiresAt: NOW + 20 };
      expect(await rateLimits().add({ ...addition, now: NOW + 9 })).toStrictEqual({ points: 8, expiresAt: NOW + 10 });
      expect(await rateLimits().add({ ...addition, now: NOW + 10 })).toStrictEqual({ points: 1, expiresAt: NOW + 20 });
      expect(await rateLimits().get({ key, now: NOW + 10 })).toStrictEqual({ points: 1, expiresAt: NOW + 20 });
    });

    test("a counter that a clock ahead of this one began ends no later than one that begins now", async () => {
      const { key } = anAddition();
      await rateLimits().add({ key, points: 7, now: NOW + DAY, expiresAt: NOW + DAY + 10 });
      const addition = { key, points: 1, now: NOW };
      expect(await rateLimits().add({ ...addition, expiresAt: NOW + 10 })).toStrictEqual({
        points: 8,
        expiresAt: NOW + 10,
      });
      expect(await rateLimits().add({ ...addition, expiresAt: NOW + 20 })).toStrictEqual({
        points: 9,
        expiresAt: NOW + 10,
      });
    });

    test("each key has a counter of its own, whatever characters it holds", async () => {
      const keys = ["login:ädä@example.com", "login:$ne", "a.b'c\"; --", "x", "x ", "X"];
      for (const [index, key] of keys.entries()) await rateLimits().add(anAddition({ key, points: index + 1 }));
      const counters = await Promise.all(keys.map((key) => rateLimits().get({ key, now: NOW })));
      expect(counters.map((counter) => counter?.points)).toEqual([1, 2, 3, 4, 5, 6]);
    });

    test("concurrent calls on a new counter are all counted, each with a value of its own", async () => {
      const addition = anAddition();
      const counters = await race(() => rateLimits().add(addition), MANY);
      expect(counters.map(({ points }) => points).toSorted((a, b) => a - b)).toEqual(ONE_TO_MANY);
      expect(await rateLimits().get(addition)).toStrictEqual({ points: MANY, expiresAt: addition.expiresAt });
    });

    test("concurrent calls on a living counter are all counted, each with a value of its own", async () => {
      const addition = anAddition();
      await rateLimits().add({ ...addition, points: 1000 });
      const counters = await race(() => rateLimits().add(addition), MANY);
      const values = counters.map(({ points }) => points - 1000);
      expect(values.toSorted((a, b) => a - b)).toEqual(ONE_TO_MANY);
    });

    test("concurrent calls that all find the counter just over restart it once and are all counted", async () => {
      const addition = anAddition();
      await rateLimits().set({ key: addition.key, points: 1000, expiresAt: NOW });
      const counters = await race(() => rateLimits().add(addition), MANY);
      expect(counters.map(({ points }) => points).toSorted((a, b) => a - b)).toEqual(ONE_TO_MANY);
    });

    test("a cleaning that comes in between loses no call", async () => {
      const addition = anAddition({ now: LONG_AGO, expiresAt: LONG_AGO + 1 });
      await rateLimits().set({ key: addition.key, points: 1000, expiresAt: LONG_AGO });
      const counters = await race(async (racer) => {
        if (racer % 10 === 0) await rateLimits().deleteExpired(LONG_AGO, 100);
        return rateLimits().add(addition);
      }, MANY);
      expect(counters.map(({ points }) => points).toSorted((a, b) => a - b)).toEqual(ONE_TO_MANY);
    });
  });

  describe("rateLimits.set", () => {
    test("sets a counter that is missing, living or over", async () => {
      const { key } = anAddition();
      for (const counter of [
        { points: 9, expiresAt: NOW + 1 },
        { points: 2, expiresAt: NOW + 5 },
        { points: 4, expiresAt: NOW + 3 },
      ]) {
        expect(await rateLimits().set({ key, ...counter })).toStrictEqual(counter);
        expect(await rateLimits().get({ key, now: NOW })).toStrictEqual(counter);
      }
      await rateLimits().set({ key, points: 1, expiresAt: NOW });
      expect(await rateLimits().get({ key, now: NOW })).toBeNull();
      await rateLimits().set({ key, points: 6, expiresAt: NOW + 1 });
      expect(await rateLimits().add(anAddition({ key }))).toStrictEqual({ points: 7, expiresAt: NOW + 1 });
    });

    test("of concurrent calls one is the last, and none fails", async () => {
      const { key, expiresAt } = anAddition();
      await race((points) => rateLimits().set({ key, points, expiresAt }));
      expect(await rateLimits().get({ key, now: NOW })).toStrictEqual({ points: expect.any(Number), expiresAt });
      expect(await rateLimits().delete(key)).toBe(true);
      expect(await rateLimits().delete(key)).toBe(false);
    });
  });

  describe("rateLimits.get", () => {
    test("a counter that is missing or over is null, and reading changes nothing", async () => {
      const addition = anAddition();
      expect(await rateLimits().get(addition)).toBeNull();
      await rateLimits().add(addition);
      expect(await rateLimits().get({ key: addition.key, now: addition.expiresAt })).toBeNull();
      const lastMoment = { key: addition.key, now: addition.expiresAt - 1 };
      expect(await rateLimits().get(lastMoment)).toStrictEqual({ points: 1, expiresAt: addition.expiresAt });
    });
  });

  describe("rateLimits.delete", () => {
    test("a deleted counter starts again, and others stay", async () => {
      const [addition, other] = [anAddition({ points: 5 }), anAddition()];
      for (const one of [addition, other]) await rateLimits().add(one);
      expect(await rateLimits().delete(addition.key)).toBe(true);
      expect(await rateLimits().get(addition)).toBeNull();
      expect(await rateLimits().add(addition)).toMatchObject({ points: 5 });
      expect(await rateLimits().get(other)).toMatchObject({ points: 1 });
    });

    test("exactly one of concurrent callers learns that a counter existed", async () => {
      const addition = anAddition();
      await rateLimits().add(addition);
      const results = await race(() => rateLimits().delete(addition.key));
      expect(results.filter((wasThere) => wasThere)).toHaveLength(1);
    });
  });

  describe("rateLimits.deleteExpired", () => {
    beforeEach(async () => {
      await rateLimits().deleteExpired(LONG_AGO + DAY, 1000);
    });

    test("at most the limit of those that are over goes, a living one stays", async () => {
      const over = Array.from({ length: 5 }, () => anAddition({ now: LONG_AGO - 1, expiresAt: LONG_AGO }));
      const living = anAddition({ now: LONG_AGO, expiresAt: LONG_AGO + 1 });
      for (const addition of [living, ...over]) await rateLimits().add(addition);
      expect(await rateLimits().deleteExpired(LONG_AGO, 2)).toBe(2);
      const left = await Promise.all(over.map((addition) => rateLimits().get(addition)));
      expect(left.filter((counter) => counter !== null)).toHaveLength(3);
      expect(await rateLimits().deleteExpired(LONG_AGO, 100)).toBe(3);
      expect(await rateLimits().deleteExpired(LONG_AGO, 100)).toBe(0);
      expect(await rateLimits().get(living)).toStrictEqual({ points: 1, expiresAt: LONG_AGO + 1 });
    });
  });
}
