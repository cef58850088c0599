import { describe, expect, test } from "vitest";
import { someAttempts } from "../../../test/support/limits/passwordGuesses.js";
import { DAY, MINUTE } from "../../../test/support/ManualClock.js";
import { RateLimitedError } from "./Limits.js";
import { LIMITS } from "./limitRules.js";
import type { ReauthAttempts, ReauthLimit } from "./ReauthAttempts.js";

interface Guess {
  sessionId?: string;
  limit?: ReauthLimit;
}

/** What a wrong password comes to: whether its session must end, or which limit refused it. */
async function guess(reauth: ReauthAttempts, { sessionId = "stolen", limit = "change-password.account" }: Guess = {}) {
  try {
    const attempt = await reauth.begin({ limit, userId: "ada", sessionId });
    return (await attempt.refused()).sessionMustEnd ? "the end" : "refused";
  } catch (error) {
    if (error instanceof RateLimitedError) return `${error.limit} ${error.retryAfterSeconds}`;
    throw error;
  }
}

async function guesses(reauth: ReauthAttempts, count: number, how: Guess = {}) {
  const all: string[] = [];
  for (let made = 0; made < count; made += 1) all.push(await guess(reauth, how));
  return all;
}

const REFUSED = (count: number) => Array.from({ length: count }, () => "refused");

describe("a session that guesses", () => {
  test("must end with the tenth wrong password, whatever it is asked for", async () => {
    const { reauth } = await someAttempts();
    expect(await guesses(reauth, 5, { limit: "reauth.account" })).toEqual(REFUSED(5));
    expect(await guesses(reauth, 5)).toEqual([...REFUSED(4), "the end"]);
    expect(await guess(reauth)).toBe("reauth.session 60");
  });

  test("has no more by waiting: the wrong ones of a day count", async () => {
    const { clock, reauth } = await someAttempts();
    for (let made = 0; made < 9; made += 1) {
      expect(await guess(reauth)).toBe("refused");
      clock.advance(2 * 60 * MINUTE);
    }
    expect(await guess(reauth)).toBe("the end");
  });

  test("of 100 at once has ten evaluated", async () => {
    const { reauth } = await someAttempts();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => guess(reauth)));
    expect(outcomes.filter((outcome) => !outcome.startsWith("reauth.session"))).toHaveLength(10);
    expect(outcomes).toContain("the end");
  });

  test("waits 1, 2, 4 minutes between two attempts beyond its budget", async () => {
    const { clock, reauth } = await someAttempts();
    await guesses(reauth, 10);
    for (const minutes of [1, 2, 4]) {
      expect(await guess(reauth)).toBe(`reauth.session ${minutes * 60}`);
      clock.advance(minutes * MINUTE);
      expect(await guess(reauth)).toBe("the end");
    }
  });

  test("takes nothing from the other sessions, however often it tries", async () => {
    const { reauth } = await someAttempts();
    await guesses(reauth, 500);
    expect(await guesses(reauth, 10, { sessionId: "the owner's" })).toEqual([...REFUSED(9), "the end"]);
  });

  test("is forgiven by a right password", async () => {
    const { reauth } = await someAttempts();
    for (let rounds = 0; rounds < 2; rounds += 1) {
      expect(await guesses(reauth, 9)).toEqual(REFUSED(9));
      const attempt = await reauth.begin({ limit: "reauth.account", userId: "ada", sessionId: "stolen" });
      await attempt.succeeded();
    }
  });
});

describe("the sessions of an account together", () => {
  test("have thirty attempts, then one at a time, 1, 2, 4 minutes apart", async () => {
    const { clock, reauth } = await someAttempts();
    for (const sessionId of ["one", "two", "three"]) await guesses(reauth, 10, { sessionId });
    for (const [index, minutes] of [1, 2, 4].entries()) {
      expect(await guess(reauth, { sessionId: `four ${index}` })).toBe(`change-password.account ${minutes * 60}`);
      clock.advance(minutes * MINUTE);
      expect(await guess(reauth, { sessionId: `five ${index}` })).toBe("refused");
    }
  });

  test("end no session by attempts that the bound of the account has refused", async () => {
    const { clock, reauth } = await someAttempts({
      limits: { ...LIMITS, "change-password.account": { points: 1, windowMs: MINUTE } },
    });
    await guess(reauth, { sessionId: "the thief's" });
    await guesses(reauth, 9, { sessionId: "the owner's" });
    clock.advance(DAY / 2);
    expect(await guess(reauth, { sessionId: "the owner's" })).toBe("refused");
  });
});

test("the bound of an account is that of several sessions, so that one cannot use it up", () => {
  for (const limit of ["change-password.account", "reauth.account"] as const) {
    expect(LIMITS[limit].points).toBeGreaterThanOrEqual(3 * LIMITS["reauth.session"].points);
  }
});

test("switched off, nothing is counted and no session ends", async () => {
  const { reauth } = await someAttempts({ enabled: false });
  expect(await guesses(reauth, 20)).toEqual(REFUSED(20));
});
