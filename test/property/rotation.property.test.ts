import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Command, inWords } from "../support/property/Command.js";
import {
  MEMORY,
  MONGODB,
  POSTGRESQL,
  type Site,
  SQLITE,
  siteOf,
  TWO_PROCESSES,
} from "../support/property/databases.js";
import { stories } from "../support/property/stories.js";
import { World } from "../support/property/World.js";
import { schedules } from "../support/schedules.js";

/** Runs one story in a world on each site; they must answer alike, step by step. */
async function agree(steps: readonly Command[], sites: readonly Site[]): Promise<void> {
  const worlds = await Promise.all(sites.map((site) => World.create(site)));
  for (const [index, command] of steps.entries()) {
    const outcomes = [];
    for (const world of worlds) outcomes.push(await world.take(command));
    for (const outcome of outcomes) expect(outcome, `step ${index}: ${inWords(command)}`).toEqual(outcomes[0]);
  }
  for (const world of worlds) await world.checkNoTokenStored();
}

const reference = siteOf(MEMORY);

describe("random stories of honest clients and thieves", () => {
  const usual = schedules(1000);

  test("keep the invariants on the reference after each step", { timeout: usual.timeout }, () =>
    fc.assert(
      fc.asyncProperty(stories, ({ steps }) => agree(steps, [reference()])),
      usual,
    ),
  );

  describe.each([
    { database: SQLITE, name: SQLITE.name, usual: 150 },
    { database: TWO_PROCESSES, name: TWO_PROCESSES.name, usual: 100 },
    { database: MONGODB, name: MONGODB.name, usual: 20 },
    { database: POSTGRESQL, name: POSTGRESQL.name, usual: 30 },
  ])("on $name", ({ database, usual }) => {
    const site = siteOf(database);
    const { numRuns, timeout } = schedules(usual);

    test.skipIf(!database.isAvailable)("come out as on the reference", { timeout }, () =>
      fc.assert(
        fc.asyncProperty(stories, ({ steps }) => agree(steps, [reference(), site()])),
        { numRuns },
      ),
    );
  });
});
