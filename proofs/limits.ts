import { CLIENT, QUIET } from "./conditions.js";
import { SHIPPED } from "./model/Rule.js";
import type { Mutant } from "./mutants/Mutant.js";

const HOUR = 3600 * 1000;

/**
 * What the promise says nothing of: the shipped rule in worlds in which one of the premises is given up. Each must break, or
 * the premise would not be needed.
 */
export const LIMITS: readonly Mutant[] = [
  {
    name: "round-trip-of-d",
    from: "round trips are shorter than D",
    rule: "A round trip takes as long as D.",
    patch: SHIPPED,
    world: { ...QUIET, invariants: [3], roundTrip: 2 },
  },
  {
    name: "clocks-apart",
    from: "the round trip and the difference of the servers' clocks together are shorter than D",
    rule: "A round trip takes less than D, and the servers' clocks differ by the rest.",
    patch: SHIPPED,
    world: { ...QUIET, invariants: [3], servers: [0, 1] },
  },
  {
    name: "sixth-loss",
    from: "at most five late recoveries in 24 hours",
    rule: "Five answers were lost and fetched late; the sixth in 24 hours is lost, too.",
    patch: SHIPPED,
    world: {
      ...QUIET,
      invariants: [3],
      refreshes: 1,
      grace: 2,
      roundTrip: 0,
      tick: 6 * HOUR,
      late: { before: 5, limit: 1 },
      losses: 1,
    },
  },
  {
    name: "strict-loss",
    from: "a strict client loses no answer",
    rule: "A client without a key loses an answer.",
    patch: SHIPPED,
    world: { ...CLIENT, invariants: [3], losses: 1 },
  },
  {
    name: "password-race",
    from: "no refresh of another tab is under way while the password is changed",
    rule: "One tab changes the password while the answer to another tab's refresh is slow.",
    patch: SHIPPED,
    world: { ...QUIET, invariants: [18], endings: { times: 1, kinds: ["changePassword"] } },
  },
];
