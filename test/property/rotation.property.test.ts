import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createMemoryStore } from "../../src/stores/memory/index.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { freshMongoUrl } from "../support/mongoDatabase.js";
import { type Command, commands } from "./commands.js";
import { World } from "./World.js";

const RUNS = 30;

const folder = mkdtempSync(join(tmpdir(), "latchkey-property-"));
const memory = createMemoryStore();
const sqlite = createSqliteStore({ path: join(folder, "latchkey.db") });
const mongo = inject("mongoUrl") === null ? null : createMongoStore({ url: freshMongoUrl() });

beforeAll(async () => {
  await Promise.all([memory.open(), sqlite.open(), mongo?.open()]);
});

afterAll(async () => {
  await Promise.all([memory.close(), sqlite.close(), mongo?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Tells one story to a world on each store; they must answer alike, step by step. */
async function agree(story: readonly Command[], stores: readonly Store[]): Promise<void> {
  const worlds = await Promise.all(stores.map((store) => World.create(store)));
  for (const [step, command] of story.entries()) {
    const outcomes = [];
    for (const world of worlds) outcomes.push(await world.run(command));
    for (const outcome of outcomes) {
      expect(outcome, `step ${step}: ${JSON.stringify(command)}`).toEqual(outcomes[0]);
    }
    for (const world of worlds) await world.checkInvariants();
  }
}

function holdsOn(stores: readonly Store[], numRuns: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(commands, (story) => agree(story, stores)),
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
