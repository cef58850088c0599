import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADA, DELAYS, guess, guesses, someAttempts } from "../../../test/support/limits/passwordGuesses.js";
import type { Around } from "../../../test/support/limits/watchedCounters.js";
import { HOUR, MINUTE, SECOND } from "../../../test/support/ManualClock.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import type { PasswordAttempts } from "./PasswordAttempts.js";

async function evaluatedOf(attempts: PasswordAttempts, parallel: number) {
  const waits = await Promise.all(Array.from({ length: parallel }, () => guess(attempts)));
  return waits.filter((wait) => wait === null).length;
}

describe("many at once", () => {
  test("whatever the order in which the store answers, no more than the budget are evaluated", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 11, max: 25 }), async (scheduler, parallel) => {
        const around: Around = async ({ verb, run }) => {
          await scheduler.schedule(Promise.resolve(), `before ${verb}`);
          const result = await run();
          await scheduler.schedule(Promise.resolve(), `after ${verb}`);
          return result;
        };
        const { clock, attempts } = await someAttempts({}, around);
        for (const [budget, delay] of [
          [10, MINUTE],
          [1, 2 * MINUTE],
          [1, 4 * MINUTE],
        ] as const) {
          const evaluated = evaluatedOf(attempts, parallel);
          await scheduler.waitIdle();
          expect(await evaluated).toBe(budget);
          clock.advance(delay);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("an attempt that read the level before a lock and comes after it has no second budget", async () => {
    let release: () => void = () => {};
    let held: Promise<void> | null = new Promise<void>((resolve) => {
      release = resolve;
    });
    const around: Around = async ({ verb, run }) => {
      const result = await run();
      const wait = verb === "get" ? held : null;
      if (wait !== null) held = null;
      await wait;
      return result;
    };
    const { clock, attempts } = await someAttempts({}, around);
    const late = guess(attempts);
    await guesses(attempts, 10);
    clock.advance(MINUTE);
    expect(await guess(attempts)).toBeNull();
    release();
    expect(await late).toBe(60);
  });
});

describe("a crash", () => {
  /** How many guesses of one a minute are evaluated in six hours, when the n-th write is lost with its process. */
  async function evaluatedInSixHours(lost: { write: number; isDone: boolean } | null): Promise<number> {
    let writes = 0;
    const around: Around = async ({ verb, run }) => {
      if (verb === "get") return run();
      writes += 1;
      if (writes !== lost?.write) return run();
      if (lost.isDone) await run();
      throw new StoreUnavailableError("The process is gone.");
    };
    const { clock, attempts } = await someAttempts({}, around);
    let evaluated = 0;
    for (let minute = 0; minute < 6 * 60; minute += 1) {
      const wait = await guess(attempts).catch(() => "crashed");
      if (wait === null) evaluated += 1;
      clock.advance(MINUTE);
    }
    return evaluated;
  }

  test("between any two writes never makes for more guesses", async () => {
    const most = await evaluatedInSixHours(null);
    expect(most).toBeGreaterThan(15);
    for (let write = 1; write <= 40; write += 1) {
      for (const isDone of [false, true]) {
        expect(await evaluatedInSixHours({ write, isDone }), `write ${write}, done: ${isDone}`).toBeLessThanOrEqual(
          most,
        );
      }
    }
  });

  test("after a single attempt was counted costs the whole next delay", async () => {
    let isBroken = false;
    const { clock, attempts } = await someAttempts({}, ({ verb, run }) => {
      if (isBroken && verb === "set") throw new StoreUnavailableError("The process is gone.");
      return run();
    });
    await guesses(attempts, 10);
    for (const delay of DELAYS.slice(0, 5)) {
      clock.advance(delay);
      await guess(attempts);
    }
    clock.advance(32 * MINUTE);
    isBroken = true;
    await expect(attempts.begin(ADA)).rejects.toBeInstanceOf(StoreUnavailableError);
    isBroken = false;
    clock.advance(HOUR - SECOND);
    expect(await guess(attempts)).toBe(1);
    clock.advance(SECOND);
    expect(await guess(attempts)).toBeNull();
  });

  test("of the store is no refusal: its error comes through as it is, and nothing is evaluated", async () => {
    const outage = new StoreUnavailableError("The disk is full.");
    const { attempts } = await someAttempts({}, () => Promise.reject(outage));
    await expect(attempts.begin(ADA)).rejects.toBe(outage);
  });
});
