import { beforeAll, describe, inject } from "vitest";
import { buildVictim } from "./buildVictim.js";
import { type DatabaseKind, type Kills, killEverywhere, type Scenario } from "./killEverywhere.js";

const BUILD_TIMEOUT = 300_000;

export type KillEverywhere = <Prepared>(scenario: Scenario<Prepared>) => Promise<Kills>;

const SERVERS = { SQLite: "none", MongoDB: inject("mongoUrl"), PostgreSQL: inject("postgresUrl") };

/** Runs a topic on every database that outlives a process. One without a server is skipped, by name. */
export function describeKills(topic: string, tests: (kill: KillEverywhere) => void): void {
  for (const kind of Object.keys(SERVERS) as DatabaseKind[]) {
    describe.skipIf(SERVERS[kind] === null)(`${topic} (${kind})`, () => {
      let program: string | undefined;
      beforeAll(async () => {
        program = await buildVictim();
      }, BUILD_TIMEOUT);
      tests((scenario) => killEverywhere(program ?? "", kind, scenario));
    });
  }
}
