import { describe, expect, test } from "vitest";
import { Model } from "../../proofs/model/Model.js";
import { SHIPPED } from "../../proofs/model/Rule.js";
import { WORLDS } from "../../proofs/worlds.js";
import { RealWorld } from "../support/proofs/RealWorld.js";
import { randomWalk } from "../support/proofs/randomWalk.js";

const WALKS = 60;
const STEPS = 60;

/** The explorer steps through the loop itself; here the shipped loop, services and store are led through the same steps. */
describe("the shipped loop does what the explorer's does, step by step", () => {
  test.each(WORLDS.map((world) => ({ world, name: world.name })))("in the world $name", async ({ world }) => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < WALKS; seed += 1) {
      const model = new Model(world, SHIPPED);
      const real = await RealWorld.open(model);
      const actions: string[] = [];
      for (const { action, before, after } of randomWalk(model, seed, STEPS)) {
        actions.push(JSON.stringify(action));
        kinds.add(action.kind);
        await real.follow(action, before, after).catch((error: unknown) => {
          throw new Error(`seed ${seed}, after\n${actions.join("\n")}`, { cause: error });
        });
      }
    }
    expect([...kinds]).toEqual(expect.arrayContaining(["tick", "send", "read", "write", "deliver"]));
  });
});
