import { Cleanup } from "../../src/jobs/index.js";
import type { Store } from "../../src/stores/Store.js";
import { DAY } from "../../src/utils/duration.js";
import type { Progress } from "../compare/progress.js";
import { shuffled, spread } from "../statistics.js";
import type { PurgeResult } from "./growthResults.js";
import type { Side } from "./growthScenarios.js";
import { sessionAt } from "./sessions.js";

const ROUNDS = 5;
const AT_MOST = 1000;
/** As in src/jobs/Cleanup.ts. */
const SESSION_MEMORY = 30 * DAY;

interface Turn {
  readonly sessions: number;
  readonly auditEvents: number;
}

/**
 * Clears away what is over, by the product's own purge on its own store, in this process. Some records more are due each
 * time because the clock that it is given has gone on.
 */
export async function measurePurge(
  sides: readonly (Side & { store: Store })[],
  progress: Progress,
): Promise<PurgeResult[]> {
  const turns = new Map<Side, Turn[]>(sides.map((side) => [side, []]));
  progress.begin("Clearing away", ROUNDS * sides.length);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const side of shuffled(sides)) {
      turns.get(side)?.push(await purgeSome(side, round));
      progress.step();
    }
  }
  progress.end();
  return [...turns].map(([{ name }, found]) => ({
    name,
    sessions: spread(found.map((turn) => turn.sessions)),
    auditEvents: spread(found.map((turn) => turn.auditEvents)),
  }));
}

/** Milliseconds per thousand: the sessions first, then events of the trail. */
async function purgeSome({ store, population }: Side & { store: Store }, round: number): Promise<Turn> {
  const due = Math.min(AT_MOST, Math.floor(population.sessions / 25));
  const [last] = (await store.sessions.listExpired(population.now, due)).slice(-1);
  // A store may find a session up to a day later.
  const now = (last?.idleExpiresAt ?? population.now) + DAY + SESSION_MEMORY;
  const oldestKept = sessionAt(population, round * due).createdAt;
  const clock = { now: () => now };
  const timed = async (auditRetention: number, kind: "sessions" | "auditEvents") => {
    const start = performance.now();
    const purged = await new Cleanup({ store, clock, auditRetention }).run();
    return ((performance.now() - start) / purged[kind]) * 1000;
  };
  return {
    sessions: await timed(now, "sessions"),
    auditEvents: await timed(now - oldestKept, "auditEvents"),
  };
}
