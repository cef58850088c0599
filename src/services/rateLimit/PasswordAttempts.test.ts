import { describe, expect, test } from "vitest";
import {
  ADA,
  ADA_ON_HER_PHONE,
  aDevice,
  DELAYS,
  guess,
  guesses,
  NOBODY,
  someAttempts,
} from "../../../test/support/limits/passwordGuesses.js";
import type { Around } from "../../../test/support/limits/watchedCounters.js";
import { DAY, HOUR, MINUTE, SECOND } from "../../../test/support/ManualClock.js";
import { LIMITS } from "./limitRules.js";

const TEN = Array.from({ length: 10 }, () => null);

describe("without a success", () => {
  test.each([
    ["an account", ADA],
    ["a name that no account has", NOBODY],
    ["a device of an account", ADA_ON_HER_PHONE],
  ])("%s has ten attempts, then one at a time, 1, 2, 4 and at most 60 minutes apart", async (_name, who) => {
    const { clock, attempts } = await someAttempts();
    expect(await guesses(attempts, 12, who)).toEqual([...TEN, 60, 60]);
    for (const [index, delay] of DELAYS.entries()) {
      clock.advance(delay - 1);
      expect(await guess(attempts, who)).toBe(1);
      clock.advance(1);
      const next = (DELAYS[index + 1] ?? HOUR) / SECOND;
      expect(await guesses(attempts, 3, who)).toEqual([null, next, next]);
    }
  });

  test("fewer than ten are forgotten when their window is over", async () => {
    const { clock, attempts } = await someAttempts();
    await guesses(attempts, 9);
    clock.advance(15 * MINUTE);
    expect(await guesses(attempts, 11)).toEqual([...TEN, 60]);
  });

  test("refused attempts prolong no wait", async () => {
    const { clock, attempts } = await someAttempts();
    await guesses(attempts, 10);
    for (let seconds = 0; seconds < 60; seconds += 1) {
      expect(await guess(attempts)).toBe(60 - seconds);
      clock.advance(SECOND);
    }
    expect(await guess(attempts)).toBeNull();
  });

  test("the delay is remembered for 24 hours since the last attempt that was let through", async () => {
    const { clock, attempts } = await someAttempts();
    await guesses(attempts, 10);
    clock.advance(HOUR);
    await guess(attempts);
    clock.advance(DAY - 1);
    expect(await guesses(attempts, 2)).toEqual([null, 240]);
    clock.advance(DAY);
    expect(await guesses(attempts, 11)).toEqual([...TEN, 60]);
  });

  test("the numbers of the settings count", async () => {
    const { attempts } = await someAttempts({
      limits: { ...LIMITS, "login.account": { points: 1, windowMs: MINUTE } },
    });
    expect(await guesses(attempts, 2)).toEqual([null, 60]);
  });
});

describe("a success", () => {
  test("forgets what was counted before, however far the delay had grown", async () => {
    const { clock, attempts } = await someAttempts();
    await guesses(attempts, 10);
    for (const delay of DELAYS.slice(0, 3)) {
      clock.advance(delay);
      const attempt = await attempts.begin(ADA);
      if (delay === DELAYS[2]) await attempt.succeeded();
    }
    expect(await guesses(attempts, 12)).toEqual([...TEN, 60, 60]);
  });

  test("resets only the counters that it was counted on", async () => {
    const { clock, attempts } = await someAttempts();
    await guesses(attempts, 10);
    await guesses(attempts, 9, ADA_ON_HER_PHONE);
    await (await attempts.begin(ADA_ON_HER_PHONE)).succeeded();
    expect(await guess(attempts)).toBe(60);
    expect(await guesses(attempts, 11, ADA_ON_HER_PHONE)).toEqual([...TEN, 60]);
    clock.advance(MINUTE);
    await (await attempts.begin(ADA)).succeeded();
    expect(await guesses(attempts, 2)).toEqual([null, null]);
    expect(await guesses(attempts, 2, ADA_ON_HER_PHONE)).toEqual([null, 120]);
  });
});

describe("strangers cannot lock the owner out", () => {
  test("a known device has a budget of its own, and so has another one", async () => {
    const { attempts } = await someAttempts();
    await guesses(attempts, 50);
    expect(await guesses(attempts, 11, ADA_ON_HER_PHONE)).toEqual([...TEN, 60]);
    expect(await guess(attempts, { ...ADA, device: aDevice("another") })).toBeNull();
  });

  test("guesses on a known device take nothing from the others", async () => {
    const { attempts } = await someAttempts();
    await guesses(attempts, 50, ADA_ON_HER_PHONE);
    expect(await guess(attempts)).toBeNull();
  });

  test("accounts share nothing", async () => {
    const { attempts } = await someAttempts();
    await guesses(attempts, 50);
    expect(await guess(attempts, { ...ADA, account: "another" })).toBeNull();
  });
});

describe("what is stored", () => {
  function livingKeys() {
    const keys = new Set<string>();
    const around: Around = ({ verb, key, run }) => {
      if (verb === "delete") keys.delete(key);
      else if (verb !== "get") keys.add(key);
      return run();
    };
    return { keys, around };
  }

  test("is under keys that name nobody", async () => {
    const { keys, around } = livingKeys();
    const { attempts } = await someAttempts({}, around);
    await guesses(attempts, 12, { account: "unknown:ada@example.com", device: null });
    await guesses(attempts, 12, ADA_ON_HER_PHONE);
    // The attempts of the account, of the device and of all devices, and what the first two have reached.
    expect(keys.size).toBe(7);
    for (const key of keys) expect(key).toMatch(/^login\.(account|devices?):[0-9a-f]{32}:(level|\d)$/);
  });

  test("under the user's id is gone once it is forgotten, also what other limits count by it", async () => {
    const { keys, around } = livingKeys();
    const { clock, attempts, reauth } = await someAttempts({}, around);
    for (const limit of ["change-password.account", "reauth.account"] as const) {
      await (await reauth.begin({ limit, userId: ADA.account, sessionId: "a session" })).succeeded();
    }
    await guesses(attempts, 12);
    for (const delay of DELAYS) {
      clock.advance(delay);
      await guesses(attempts, 2);
    }
    expect(keys.size).toBe(11);
    await attempts.forget(ADA.account);
    // What was counted by a name belongs to no account.
    expect([...keys].filter((key) => !key.startsWith("login.account:"))).toEqual([]);
  });
});

test("switched off, nothing is counted, asked or refused", async () => {
  const calls: string[] = [];
  const around: Around = ({ verb, run }) => {
    calls.push(verb);
    return run();
  };
  const { attempts } = await someAttempts({ enabled: false }, around);
  expect(await guesses(attempts, 20)).toEqual(Array.from({ length: 20 }, () => null));
  await (await attempts.begin(ADA)).succeeded();
  await attempts.forget(ADA.account);
  expect(calls).toEqual([]);
});
