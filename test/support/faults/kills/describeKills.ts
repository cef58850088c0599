import { beforeAll, describe, inject } from "vitest";
import { buildVictim } from "./buildVictim.js";
import { type Kills, killEverywhere, type Scenario } from "./killEverywhere.js";

const BUILD_TIMEOUT = 300_000;

export type KillEverywhere = <Prepared>(scenario: Scenario<Prepared>) => Promise<Kills>;

/** Runs a topic on both databases that outlive a process. MongoDB is skipped, by name, when there is no server. */
export function describeKills(topic: string, tests: (kill: KillEverywhere) => void): void {
  for (const kind of ["SQLite", "MongoDB"] as const) {
    describe.skipIf(kind === "MongoDB" && inject("mongoUrl") === null)(`${topic} (${kind})`, () => {
      let program: string | undefined;
      beforeAll(async () => {
        program = await buildVictim();
      }, BUILD_TIMEOUT);
      tests((scenario) => killEverywhere(program ?? "", kind, scenario));
    });
  }
}
