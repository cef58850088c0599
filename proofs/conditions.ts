import { INVARIANTS_OF_THE_RULE } from "./model/invariants.js";
import type { Conditions } from "./model/World.js";

/** Two tabs of one browser on a network that delays and reorders, and nothing else: what every world starts from. */
export const QUIET: Conditions = {
  invariants: INVARIANTS_OF_THE_RULE,
  owner: "browser",
  openedBy: "browser",
  tolerance: "browser",
  refreshes: 2,
  uses: 1,
  roundTrip: 1,
  tick: 1,
  grace: 4,
  life: null,
  copies: 0,
  late: null,
  thief: null,
  servers: [0],
  clockBack: null,
  losses: 0,
  duplicates: 0,
  untold: 0,
  fails: false,
  slowReads: false,
  endings: null,
  restores: 0,
  limit: null,
};

/** One client that is no browser: one refresh under way, however long it takes. */
export const CLIENT: Conditions = { ...QUIET, openedBy: "client", owner: "strict", refreshes: 1, roundTrip: null };
export const RETRYING: Conditions = { ...CLIENT, owner: "retrying", grace: 2, losses: Number.POSITIVE_INFINITY };

/** A thief, requests that take any time, and so many refreshes of both together. */
export function withThief(conditions: Conditions, sends: number, copies = 1): Conditions {
  const thief = { copies, key: conditions.owner !== "browser" };
  const limit = { ticks: Number.POSITIVE_INFINITY, sends };
  return { ...conditions, grace: 2, roundTrip: null, thief, limit };
}
