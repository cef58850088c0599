import { describe, expect, test } from "vitest";
import { type Around, counterKey, watchedCounters } from "../../../test/support/limits/watchedCounters.js";
import { ManualClock, MINUTE, SECOND } from "../../../test/support/ManualClock.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { Events } from "../events/index.js";
import { Limits } from "./Limits.js";
import { LIMITS } from "./limitRules.js";

const ADDRESS = "203.0.113.7";

async function someLimits({ points = 3, windowMs = 15 * MINUTE, enabled = true } = {}, around?: Around) {
  const clock = new ManualClock();
  const store = await watchedCounters(around);
  const numbers = { ...LIMITS, "verify.ip": { points, windowMs } };
  return { clock, limits: new Limits({ store, clock, limits: numbers, counterKey, enabled, events: new Events() }) };
}

/** Notes the keys that the store is asked about. */
function noting(keys: string[]): Around {
  return ({ key, run }) => {
    keys.push(key);
    return run();
  };
}

function retryAfter(retryAfterSeconds: number) {
  return { code: "RATE_LIMITED", statusCode: 429, retryAfterSeconds };
}

describe("a limit", () => {
  test("lets its number through and refuses the next, until the window of the first is over", async () => {
    const { limits, clock } = await someLimits();
    for (let used = 0; used < 3; used += 1) await limits.consumeAddress("verify.ip", ADDRESS);
    clock.advance(10 * MINUTE);
    await expect(limits.consumeAddress("verify.ip", ADDRESS)).rejects.toMatchObject(retryAfter(300));
    clock.advance(5 * MINUTE);
    await expect(limits.consumeAddress("verify.ip", ADDRESS)).resolves.toBeUndefined();
  });

  test("has to wait in whole seconds, rounded up and never none", async () => {
    const { limits, clock } = await someLimits({ points: 1, windowMs: 2 * SECOND });
    await limits.consumeAddress("verify.ip", ADDRESS);
    clock.advance(500);
    await expect(limits.consumeAddress("verify.ip", ADDRESS)).rejects.toMatchObject(retryAfter(2));
    clock.advance(1499);
    await expect(limits.consumeAddress("verify.ip", ADDRESS)).rejects.toMatchObject(retryAfter(1));
  });

  test("is not prolonged by refused attempts", async () => {
    const { limits, clock } = await someLimits({ points: 1 });
    await limits.consumeAddress("verify.ip", ADDRESS);
    for (let minute = 0; minute < 14; minute += 1) {
      clock.advance(MINUTE);
      await expect(limits.consumeAddress("verify.ip", ADDRESS)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    }
    clock.advance(MINUTE);
    await expect(limits.consumeAddress("verify.ip", ADDRESS)).resolves.toBeUndefined();
  });

  test("counts each key and each name for itself", async () => {
    const { limits } = await someLimits({ points: 1 });
    await limits.consumeAddress("verify.ip", ADDRESS);
    await expect(limits.consumeAddress("verify.ip", "203.0.113.8")).resolves.toBeUndefined();
    await expect(limits.consumeAddress("reset.ip", ADDRESS)).resolves.toBeUndefined();
  });

  test("lets exactly its number of parallel attempts through", async () => {
    const { limits } = await someLimits({ points: 7 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => limits.consumeAddress("verify.ip", ADDRESS)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(7);
  });

  test("leaves no readable address or name in the store", async () => {
    const keys: string[] = [];
    const { limits } = await someLimits({}, noting(keys));
    await limits.consumeAddress("verify.ip", ADDRESS);
    await limits.consume("forgot.account", "ada@example.com");
    expect(keys).toEqual([
      expect.stringMatching(/^verify\.ip:[0-9a-f]{32}$/),
      expect.stringMatching(/^forgot\.account:[0-9a-f]{32}$/),
    ]);
  });
});

test("a store that is down is no limit that is reached: its error comes through as it is", async () => {
  const outage = new StoreUnavailableError("The disk is full.");
  const { limits } = await someLimits({}, () => Promise.reject(outage));
  await expect(limits.consumeAddress("verify.ip", ADDRESS)).rejects.toBe(outage);
});

test("switched off, nothing is counted or asked", async () => {
  const keys: string[] = [];
  const { limits } = await someLimits({ points: 1, enabled: false }, noting(keys));
  for (let used = 0; used < 5; used += 1) await limits.consumeAddress("verify.ip", ADDRESS);
  expect(keys).toEqual([]);
});
