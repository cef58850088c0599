import { describe, expect, test } from "vitest";
import { aDevice, someAttempts } from "../../../test/support/limits/passwordGuesses.js";
import { DAY, HOUR, MINUTE } from "../../../test/support/ManualClock.js";
import type { FactorAttempts } from "./FactorAttempts.js";
import { RateLimitedError } from "./Limits.js";

const STRANGER = { userId: "ada", device: null };
const PHONE = { userId: "ada", device: aDevice("phone") };
const LAPTOP = { userId: "ada", device: aDevice("laptop") };

/** What a wrong code comes to: whether it is judged, or which limit refused it and for how many seconds. */
async function guess(factors: FactorAttempts, who: Parameters<FactorAttempts["begin"]>[0] = STRANGER) {
  try {
    await factors.begin(who);
    return "judged";
  } catch (error) {
    if (error instanceof RateLimitedError) return `${error.limit} ${error.retryAfterSeconds}`;
    throw error;
  }
}

async function guesses(factors: FactorAttempts, count: number, who?: Parameters<FactorAttempts["begin"]>[0]) {
  const all: string[] = [];
  for (let made = 0; made < count; made += 1) all.push(await guess(factors, who));
  return all;
}

const JUDGED = (count: number) => Array.from({ length: count }, () => "judged");
const REFUSED = "factor.account 900";

/** A hundred wrong codes, in ten windows. */
async function lockedOut() {
  const { factors, clock } = await someAttempts();
  for (let window = 0; window < 10; window += 1) {
    expect(await guesses(factors, 11)).toEqual([...JUDGED(10), REFUSED]);
    clock.advance(15 * MINUTE);
  }
  return { factors, clock };
}

describe("wrong codes of a second factor", () => {
  test("are ten in fifteen minutes for all unknown devices together, and ten for each known one", async () => {
    const { factors, clock } = await someAttempts();
    expect(await guesses(factors, 11)).toEqual([...JUDGED(10), REFUSED]);
    expect(await guesses(factors, 11, PHONE)).toEqual([...JUDGED(10), "factor.device 900"]);
    expect(await guesses(factors, 11, LAPTOP)).toEqual([...JUDGED(10), "factor.device 900"]);
    expect(await guess(factors, { userId: "bob", device: null })).toBe("judged");
    clock.advance(15 * MINUTE);
    expect([await guess(factors), await guess(factors, PHONE)]).toEqual(JUDGED(2));
  });

  test("of many sent at once no more than ten are judged", async () => {
    const { factors } = await someAttempts();
    const results = await Promise.all(Array.from({ length: 50 }, () => guess(factors)));
    expect(results.filter((result) => result === "judged")).toHaveLength(10);
  });

  test("a right one costs nothing, and does not give back what the wrong ones cost", async () => {
    const { factors } = await someAttempts();
    for (let times = 0; times < 20; times += 1) await (await factors.begin(STRANGER)).succeeded();
    expect(await guesses(factors, 5)).toEqual(JUDGED(5));
    await (await factors.begin(STRANGER)).succeeded();
    expect(await guesses(factors, 6)).toEqual([...JUDGED(5), REFUSED]);
  });

  test("a right one whose window ended meanwhile does not enlarge the next one", async () => {
    const { factors, clock } = await someAttempts();
    const attempt = await factors.begin(STRANGER);
    clock.advance(15 * MINUTE);
    await attempt.succeeded();
    expect(await guesses(factors, 11)).toEqual([...JUDGED(10), REFUSED]);
  });
});

describe("after a hundred wrong codes in a row from unknown devices", () => {
  test("no code of an unknown device is judged, however long it waits", async () => {
    const { factors, clock } = await lockedOut();
    expect(await guess(factors)).toBe(REFUSED);
    clock.advance(365 * DAY);
    expect(await guess(factors)).toBe(REFUSED);
  });

  test("a known device goes on, and its right code lets unknown ones try again", async () => {
    const { factors, clock } = await lockedOut();
    const attempt = await factors.begin(PHONE);
    expect(await guess(factors)).toBe(REFUSED);
    await attempt.succeeded();
    expect(await guess(factors)).toBe("judged");
    clock.advance(15 * MINUTE);
    expect(await guesses(factors, 10)).toEqual(JUDGED(10));
  });

  test("a proof by another factor lets unknown devices try again, and gives back none of what their window has left", async () => {
    const { factors, clock } = await lockedOut();
    expect(await guesses(factors, 3)).toEqual([REFUSED, REFUSED, REFUSED]);
    await factors.succeededElsewhere("bob");
    expect(await guess(factors)).toBe(REFUSED);
    await factors.succeededElsewhere("ada");
    expect(await guesses(factors, 7)).toEqual([...JUDGED(6), REFUSED]);
    clock.advance(15 * MINUTE);
    expect(await guesses(factors, 10)).toEqual(JUDGED(10));
  });

  test("wrong codes of a known device do not count, nor what its limit refused", async () => {
    const { factors, clock } = await someAttempts();
    for (let window = 0; window < 12; window += 1) {
      await guesses(factors, 30, PHONE);
      await guesses(factors, 8);
      clock.advance(15 * MINUTE);
    }
    expect(await guesses(factors, 5)).toEqual([...JUDGED(4), REFUSED]);
  });

  test("an operator lets unknown devices try again at once", async () => {
    const { factors } = await lockedOut();
    expect(await guess(factors)).toBe(REFUSED);
    await factors.forget("ada");
    expect(await guesses(factors, 11)).toEqual([...JUDGED(10), REFUSED]);
  });
});

test("without limits no code is counted, and the owner still gets one mail an hour", async () => {
  const { factors, clock } = await someAttempts({ enabled: false });
  expect(await guesses(factors, 200)).toEqual(JUDGED(200));
  const news = () => factors.isRefusalNews("ada");
  expect([await news(), await news(), await factors.isRefusalNews("bob")]).toEqual([true, false, true]);
  clock.advance(HOUR);
  expect([await news(), await news()]).toEqual([true, false]);
});
