import { expect, test } from "vitest";
import { Events } from "../../src/services/events/index.js";
import { PasswordAttempts } from "../../src/services/rateLimit/index.js";
import { LIMITS } from "../../src/services/rateLimit/limitRules.js";
import { ApiError } from "../../src/utils/ApiError.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import type { TestServer } from "../support/http/testServer.js";
import { aDevice } from "../support/limits/passwordGuesses.js";
import { counterKey } from "../support/limits/watchedCounters.js";
import { ManualClock, MINUTE } from "../support/ManualClock.js";

const PARALLEL = 200;

describeOnEveryStore("password attempts", (servers) => {
  const server = servers.shared();
  let accounts = 0;

  /** A guard over the server's store, and an account that nobody has tried yet. */
  function someAttempts({ store }: TestServer) {
    const clock = new ManualClock();
    const attempts = new PasswordAttempts({
      store: store.rateLimits,
      clock,
      limits: LIMITS,
      counterKey,
      enabled: true,
      events: new Events(),
    });
    accounts += 1;
    return { clock, attempts, account: `account ${accounts}` };
  }

  test("of 200 guesses at once ten are evaluated, and after each delay one", async () => {
    const { clock, attempts, account } = someAttempts(server());
    expect(await evaluatedAtOnce(attempts, account)).toBe(10);
    for (const delay of [1, 2]) {
      clock.advance(delay * MINUTE - 1);
      expect(await evaluatedAtOnce(attempts, account)).toBe(0);
      clock.advance(1);
      expect(await evaluatedAtOnce(attempts, account)).toBe(1);
    }
  });

  test("a known device gets in while 200 guesses come at once", async () => {
    const { attempts, account } = someAttempts(server());
    const storm = evaluatedAtOnce(attempts, account);
    const owner = await attempts.begin({ account, device: aDevice("the owner's") });
    await owner.succeeded();
    expect(await storm).toBe(10);
    await expect(attempts.begin({ account, device: null })).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });

  test("a success gives the whole budget back", async () => {
    const { clock, attempts, account } = someAttempts(server());
    await evaluatedAtOnce(attempts, account);
    clock.advance(MINUTE);
    await (await attempts.begin({ account, device: null })).succeeded();
    expect(await evaluatedAtOnce(attempts, account)).toBe(10);
  });
});

/** How many of many guesses, all sent before the first is answered, are let through to the password. */
async function evaluatedAtOnce(attempts: PasswordAttempts, account: string): Promise<number> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: PARALLEL }, () => attempts.begin({ account, device: null })),
  );
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(ApiError);
  }
  return outcomes.filter(({ status }) => status === "fulfilled").length;
}
