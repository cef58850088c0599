import { beforeAll, describe, expect, test } from "vitest";
import { explore } from "../../proofs/explore/explore.js";
import { SHIPPED } from "../../proofs/model/Rule.js";
import type { Conditions } from "../../proofs/model/World.js";
import { SPEC_WORLDS } from "../../proofs/spec/specWorlds.js";
import { findTlc, statesOfSpecification } from "../../proofs/spec/tlc.js";

let tlc: string | null = null;

beforeAll(async () => {
  tlc = await findTlc();
}, 120_000);

function statesOfTheCode(world: Conditions): Set<string> {
  const states = new Set<string>();
  explore(world, SHIPPED, { onState: (bytes) => states.add(Buffer.from(bytes).toString("base64url")) });
  return states;
}

describe("the code and proofs/Rotation.tla reach the same states", () => {
  test.for(SPEC_WORLDS)("in the world $name", { timeout: 300_000 }, async ({ world }, { skip }) => {
    if (tlc === null) return skip("TLC needs Java, and Maven to get it");
    const [code, specification] = [statesOfTheCode(world), await statesOfSpecification(tlc, world)];
    expect(code.size).toBeGreaterThan(1000);
    expect([...code].filter((state) => !specification.has(state))).toEqual([]);
    expect([...specification].filter((state) => !code.has(state))).toEqual([]);
  });
});
