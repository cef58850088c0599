import { CLIENT, QUIET, RETRYING, withThief } from "./conditions.js";
import type { Conditions, World } from "./model/World.js";

const UNBOUNDED = Number.POSITIVE_INFINITY;
const HOUR = 3600 * 1000;
const ENDINGS = ["logout", "logoutAll", "changePassword"] as const;

/** A world as `npm run prove` explores it, and what is smaller with `--quick`. */
interface Plan extends World {
  readonly quick: Partial<Conditions>;
}

/** Honest owners refresh without an end; where a thief or a backup is about, so many refreshes are sent and time has no end. */
const PLANS: readonly Plan[] = [
  {
    ...QUIET,
    name: "tabs",
    about: "Three tabs; answers overtake each other.",
    refreshes: 3,
    quick: {},
  },
  {
    ...QUIET,
    name: "lost-answers",
    about: "Two tabs; two answers are lost, a request is duplicated, servers crash or answer 503 at any point.",
    losses: 2,
    duplicates: 1,
    fails: true,
    quick: { losses: 1, duplicates: 0 },
  },
  {
    ...QUIET,
    name: "lost-answer-of-three",
    about: "Three tabs; an answer is lost.",
    refreshes: 3,
    losses: 1,
    quick: { refreshes: 2 },
  },
  {
    ...QUIET,
    name: "slow-reads",
    about: "Three tabs; time passes and others write between a read and its decision.",
    refreshes: 3,
    slowReads: true,
    quick: { refreshes: 2 },
  },
  {
    ...QUIET,
    name: "two-servers",
    about: "Two servers whose clocks differ; an answer is lost.",
    grace: 6,
    servers: [0, 1],
    losses: 1,
    quick: { losses: 0, uses: 0 },
  },
  {
    ...QUIET,
    name: "far-away",
    about: "Round trips of two ticks of the three that D has; an answer is lost.",
    grace: 6,
    roundTrip: 2,
    losses: 1,
    quick: { losses: 0 },
  },
  {
    ...QUIET,
    name: "late-recoveries",
    about: "Five answers are lost in any 24 hours, forever.",
    grace: 2,
    roundTrip: 0,
    tick: 6 * HOUR,
    late: { before: 0, limit: 5 },
    losses: UNBOUNDED,
    quick: { refreshes: 1 },
  },
  {
    ...QUIET,
    name: "clock-set-back",
    about: "The server's clock is set back twice.",
    clockBack: { by: 3, times: 2 },
    quick: { clockBack: { by: 3, times: 1 } },
  },
  {
    ...QUIET,
    name: "unknown-writes",
    about: "Two writes of unknown outcome, done or not; an answer is lost; crashes and 503.",
    untold: 2,
    fails: true,
    losses: 1,
    quick: { untold: 1, losses: 0 },
  },
  {
    ...RETRYING,
    name: "retrying",
    about: "A client with an Idempotency-Key: any number of losses, two abandoned copies on their way.",
    copies: 2,
    uses: 0,
    quick: { copies: 1 },
  },
  {
    ...RETRYING,
    name: "stale-copies",
    about: "The same client uses its access tokens; a copy arrives long after it has its answer.",
    copies: 1,
    quick: { losses: 2 },
  },
  {
    ...RETRYING,
    name: "retrying-unknown-write",
    about: "The same with one copy, crashes and 503, and a write of unknown outcome.",
    copies: 1,
    untold: 1,
    fails: true,
    quick: { uses: 0, fails: false },
  },
  {
    ...CLIENT,
    name: "strict",
    about: "A client without a key that loses no answer: two writes of unknown outcome, crashes and 503.",
    untold: 2,
    fails: true,
    quick: { untold: 1, uses: 0 },
  },
  {
    ...withThief(QUIET, 3, 2),
    name: "thief",
    about: "Two tabs, and a thief who copies the jar twice and plays a browser or a strict client.",
    quick: { limit: { ticks: UNBOUNDED, sends: 2 } },
  },
  {
    ...withThief(CLIENT, 3, 2),
    name: "thief-of-strict",
    about: "A strict client that crashes, and a thief who plays any class of client.",
    fails: true,
    quick: { limit: { ticks: UNBOUNDED, sends: 2 } },
  },
  {
    ...withThief(RETRYING, 3),
    name: "thief-of-retrying",
    about: "A retrying client that loses an answer, and a thief with a key of its own.",
    losses: 1,
    quick: { limit: { ticks: UNBOUNDED, sends: 2 } },
  },
  {
    ...QUIET,
    name: "endings",
    about: "Two tabs; two of sign-out, sign-out everywhere and change of password.",
    endings: { times: 2, kinds: ENDINGS },
    quick: { endings: { times: 1, kinds: ENDINGS } },
  },
  {
    ...withThief({ ...QUIET, refreshes: 1 }, 2),
    name: "endings-and-thief",
    about: "One of the endings, with a thief.",
    endings: { times: 1, kinds: ENDINGS },
    quick: { uses: 0 },
  },
  {
    ...QUIET,
    name: "backup",
    about: "Two tabs; a backup is made and restored, before or after the spends that it forgets.",
    restores: 1,
    limit: { ticks: UNBOUNDED, sends: 6 },
    quick: { limit: { ticks: UNBOUNDED, sends: 4 } },
  },
  {
    ...withThief({ ...QUIET, refreshes: 1 }, 3),
    name: "life",
    about: "The session ends by its idle and its absolute life; a thief.",
    life: { idle: 5, absolute: 12 },
    quick: { limit: { ticks: UNBOUNDED, sends: 2 } },
  },
];

export const WORLDS: readonly World[] = PLANS;
export const QUICK_WORLDS: readonly World[] = PLANS.map((plan) => ({ ...plan, ...plan.quick }));
