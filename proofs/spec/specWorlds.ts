import { QUIET, RETRYING } from "../conditions.js";
import type { Conditions } from "../model/World.js";

/** The worlds in which the specification and the code must reach the same states. */
export const SPEC_WORLDS: readonly { name: string; world: Conditions }[] = [
  { name: "honest", world: { ...QUIET, losses: 1, limit: { ticks: 4, sends: 3 } } },
  {
    name: "thief",
    world: {
      ...QUIET,
      refreshes: 1,
      grace: 2,
      roundTrip: null,
      thief: { copies: 1, key: false },
      limit: { ticks: 3, sends: 2 },
    },
  },
  {
    name: "retrying",
    // A copy may arrive after any number of refreshes, so no promise of an honest session is judged.
    world: {
      ...RETRYING,
      invariants: [1, 2, 4, 5, 7, 10, 15],
      losses: 1,
      duplicates: 1,
      limit: { ticks: 3, sends: 2 },
    },
  },
];
