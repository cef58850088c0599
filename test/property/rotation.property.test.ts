import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { type Command, inWords, stories } from "./commands.js";
import { openStores } from "./stores.js";
import { World } from "./World.js";

const RUNS = 30;

const { memory, sqlite, mongo } = openStores();

/** Tells one story to a world on each store; they must answer alike, step by step. */
async function agree(steps: readonly Command[], stores: readonly Store[]): Promise<void> {
  const worlds = await Promise.all(stores.map((store) => World.create(store)));
  for (const [index, command] of steps.entries()) {
    const outcomes = [];
    for (const world of worlds) outcomes.push(await world.run(command));
    for (const outcome of outcomes) {
      expect(outcome, `step ${index}: ${inWords(command)}`).toEqual(outcomes[0]);
    }
    for (const world of worlds) await world.checkInvariants();
  }
}

function holdsOn(stores: readonly Store[], numRuns: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(stories, ({ steps }) => agree(steps, stores)),
    { numRuns },
  );
}

describe("random stories of honest clients and thieves", () => {
  test("keep the invariants on the reference after each step", () => holdsOn([memory], 40 * RUNS));

  test("come out on SQLite as on the reference", () => holdsOn([memory, sqlite], 10 * RUNS));

  test.skipIf(mongo === null)("come out on MongoDB as on the reference", () =>
    holdsOn([memory, ...(mongo === null ? [] : [mongo])], RUNS),
  );
});
