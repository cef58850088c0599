import { type Decision, decide } from "../../src/services/session/rotation.js";
import { CLIENT, QUIET, RETRYING, withThief } from "../conditions.js";
import { type Rule, SHIPPED } from "../model/Rule.js";
import type { Mutant } from "./Mutant.js";

type Decide = Rule["decide"];

/** A generation lives D from the rotation instead of from its first use. */
const lifeFromTheRotation: Decide = (state, presented, now, policy, request) => {
  const decision = decide(state, presented, now, policy, request);
  const rotatedAt = state?.session.previous.at(-1)?.supersededAt;
  const isRepeatOfCurrent = decision.kind === "repeat" && decision.presentedIsCurrent;
  if (!isRepeatOfCurrent || rotatedAt === undefined || now - rotatedAt < policy.grace / 2) return decision;
  return decide(state, presented, now, { ...policy, tolerance: "never" }, request);
};

/** The key of a retry is asked for with the immediate predecessor alone. */
const retryOfThePredecessor: Decide = (state, presented, now, policy, request) => {
  const isOlder = state !== null && presented.generation < state.session.generation - 1;
  return decide(state, presented, now, policy, isOlder ? { ...request, retryKey: null } : request);
};

/** A write of unknown outcome that did happen is taken for somebody else's. */
const ownWriteIsForeign: Decide = (state, presented, now, policy, request) => {
  const isOwn = state?.session.previous.some(({ salt }) => salt === request.successor.salt);
  const successor = isOwn ? { ...request.successor, salt: "" } : request.successor;
  return decide(state, presented, now, policy, { ...request, successor });
};

/** Every client that looks like a browser is tolerated, whoever opened the session. */
const whoeverOpened: Decide = (state, presented, now, policy, request) => {
  const asIfBrowser = state === null ? null : { ...state, session: { ...state.session, openedBy: "browser" as const } };
  return decide(asIfBrowser, presented, now, policy, request);
};

/** A retry is answered however long its successor has been in use. */
const retryForEver: Decide = (state, presented, now, policy, request) => {
  const decision = decide(state, presented, now, policy, request);
  return isStaleRetry(decision) ? { kind: "repeat", next: null, presentedIsCurrent: false, late: false } : decision;
};

/** A retry that comes late is a spent token like any other. */
const lateRetryIsTheft: Decide = (state, presented, now, policy, request) => {
  const decision = decide(state, presented, now, policy, request);
  return isStaleRetry(decision) ? decide(state, presented, now, policy, { ...request, retryKey: null }) : decision;
};

function isStaleRetry(decision: Decision): boolean {
  return decision.kind === "reject" && decision.event === "stale_retry_refused";
}

/** What this rule said before an exploration showed better. */
export const EARLIER_WORDINGS: readonly Mutant[] = [
  {
    name: "life-from-rotation",
    from: "an earlier wording",
    rule: "A generation lives D from its rotation, not from its first use.",
    patch: { ...SHIPPED, decide: lifeFromTheRotation },
    world: { ...QUIET, invariants: [3] },
  },
  {
    name: "cookie-set-again",
    from: "an earlier wording",
    rule: "The repeat of the current token sets the refresh cookie again.",
    patch: { ...SHIPPED, repeatSetsCookie: true },
    world: { ...QUIET, invariants: [3] },
  },
  {
    name: "retry-of-predecessor-only",
    from: "an earlier wording",
    rule: "A retry is known by its key with the immediate predecessor alone.",
    patch: { ...SHIPPED, decide: retryOfThePredecessor },
    world: { ...CLIENT, invariants: [3], owner: "retrying", copies: 1, losses: 1 },
  },
  {
    name: "retry-for-ever",
    from: "an earlier wording",
    rule: "A retry is answered forever, however long its successor has been in use.",
    patch: { ...SHIPPED, decide: retryForEver },
    world: { ...RETRYING, invariants: [5], copies: 1, losses: 1 },
  },
  {
    name: "late-retry-is-theft",
    from: "a stricter wording",
    rule: "A retry that comes more than the grace after its successor's first use is a stolen token.",
    patch: { ...SHIPPED, decide: lateRetryIsTheft },
    world: { ...RETRYING, invariants: [3], copies: 1, losses: 1 },
  },
  {
    name: "sign-out-unjudged",
    from: "an earlier wording",
    rule: "Any refresh token of a session, spent or not, signs it out, and nobody is warned.",
    patch: { ...SHIPPED, judgesSignOut: false },
    world: { ...withThief({ ...QUIET, refreshes: 1 }, 2), invariants: [5], endings: { times: 1, kinds: ["logout"] } },
  },
  {
    name: "own-write-is-foreign",
    from: "an earlier wording",
    rule: "A write of unknown outcome that did happen is taken for somebody else's.",
    patch: { ...SHIPPED, decide: ownWriteIsForeign },
    world: { ...CLIENT, invariants: [3], untold: 1 },
  },
  {
    name: "opened-by-anybody",
    from: "an earlier wording",
    rule: "Every client that looks like a browser is tolerated, also in a session that a client opened.",
    patch: { ...SHIPPED, decide: whoeverOpened },
    world: { ...CLIENT, invariants: [5], thief: { copies: 1, key: false } },
  },
];
