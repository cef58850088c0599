import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Step, Turmoil } from "../support/client/Turmoil.js";
import { startWorld } from "../support/client/world.js";
import { HOUR, MINUTE, SECOND } from "../support/ManualClock.js";
import { createMemoryStore } from "../support/memoryStore/index.js";

const RUNS = 150;

// The clients' own timers; their clock goes with the server's.
beforeAll(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterAll(() => void vi.useRealTimers());

const worker = fc.nat(2);
// Mostly what came last, so that other things stay under way for long.
const pick = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(20) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ kind: fc.constant("proceed" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("lose" as const), pick }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("refresh" as const, "use" as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("crash" as const), worker }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      milliseconds: fc.constantFrom(SECOND, 2 * SECOND, 6 * SECOND, 11 * SECOND, 16 * MINUTE, 20 * HOUR),
      losesRequests: fc.boolean(),
    }),
  },
);

test("whatever is lost, late or crashes, workers that share a storage stay signed in", async () => {
  const world = await startWorld({}, { store: createMemoryStore() });

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 150 }), async (steps) => {
      const { stored, user } = await world.aStoredSession();
      const turmoil = new Turmoil({ api: world.server.api, clock: world.clock }, stored, 3);
      for (const next of steps) await turmoil.take(next);
      await turmoil.finish();

      const survivor = turmoil.hire();
      const started = survivor.start();
      await turmoil.finish();
      const refreshed = survivor.refresh().then(() => "refreshed", String);
      await turmoil.finish();

      expect(await started).toMatchObject({ status: "signed-in", user: { _id: user._id } });
      expect(await refreshed).toBe("refreshed");
      expect(turmoil.workers.map(({ state }) => state.status)).not.toContain("signed-out");
    }),
    { numRuns: RUNS },
  );
}, 300_000);
