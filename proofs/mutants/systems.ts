import { decide } from "../../src/services/session/rotation.js";
import { CLIENT, QUIET } from "../conditions.js";
import { type Rule, SHIPPED } from "../model/Rule.js";
import type { Mutant } from "./Mutant.js";

type Decide = Rule["decide"];

/** Every spent token is a stolen one. */
const withoutGrace: Decide = (state, presented, now, policy, request) =>
  decide(state, presented, now, { ...policy, tolerance: "never" }, request);

/** The window counts from the spend, whenever the successor arrived. */
const fromTheRotation: Decide = (state, presented, now, policy, request) => {
  const decision = decide(state, presented, now, policy, request);
  const spent = state?.session.previous.find(({ generation }) => generation === presented.generation);
  const isRepeat = decision.kind === "repeat" && !decision.presentedIsCurrent && !decision.late;
  if (!isRepeat || spent === undefined || now - spent.supersededAt <= policy.grace) return decision;
  return withoutGrace(state, presented, now, policy, request);
};

/** As above, and a spent token is never answered after the window, even if nobody has used the successor. */
const timeOnly: Decide = (state, presented, now, policy, request) => {
  const decision = fromTheRotation(state, presented, now, policy, request);
  const isLate = decision.kind === "repeat" && decision.late;
  return isLate ? withoutGrace(state, presented, now, policy, request) : decision;
};

/** The token before the current one is answered however old it is; here to browsers alone, which is bad enough. */
const predecessorForEver: Decide = (state, presented, now, policy, request) => {
  const decision = decide(state, presented, now, policy, request);
  const { session } = state ?? {};
  const isPredecessor = session?.previous.at(-1)?.tokenHash === presented.tokenHash;
  if (decision.kind !== "revoke" || !isPredecessor || !request.fromBrowserCookie) return decision;
  return { kind: "repeat", next: null, presentedIsCurrent: false, late: false };
};

/** Each repeat mints another successor, which takes the place of the one before it. */
const forkOnRepeat: Decide = (state, presented, now, policy, request) => {
  const decision = decide(state, presented, now, policy, request);
  const { session } = state ?? {};
  const spent = session?.previous.at(-1);
  const isRepeat = decision.kind === "repeat" && spent?.tokenHash === presented.tokenHash;
  if (!isRepeat || session === undefined || spent === undefined) return decision;
  const { keyId, tokenHash, salt } = request.successor;
  const previous = [...session.previous.slice(0, -1), { ...spent, salt }];
  return { kind: "rotate", next: { ...session, version: session.version + 1, keyId, tokenHash, previous } };
};

/** What others do, from their source (docs/why/rotation.md). */
export const SYSTEMS: readonly Mutant[] = [
  {
    name: "no-grace",
    from: "node-oidc-provider, ZITADEL",
    rule: "Every spent token is a stolen token.",
    patch: { ...SHIPPED, decide: withoutGrace },
    world: { ...QUIET, invariants: [3], refreshes: 1, losses: 1 },
  },
  {
    name: "grace-from-rotation",
    from: "Auth0, Okta, Hydra, Logto, SuperTokens 12.1",
    rule: "A spent token is answered for some seconds after its spend, whenever the successor arrived.",
    patch: { ...SHIPPED, decide: fromTheRotation },
    world: { ...QUIET, invariants: [3], losses: 1 },
  },
  {
    name: "time-only",
    from: "OpenAuth, and every window without a confirmation",
    rule: "A spent token is answered for some seconds after its spend, and never later.",
    patch: { ...SHIPPED, decide: timeOnly },
    world: { ...QUIET, invariants: [3], refreshes: 1, losses: 1 },
  },
  {
    name: "predecessor-for-ever",
    from: "Supabase",
    rule: "The token before the current one is answered forever.",
    patch: { ...SHIPPED, decide: predecessorForEver },
    world: { ...QUIET, invariants: [5], refreshes: 1, roundTrip: null, thief: { copies: 1, key: false } },
  },
  {
    name: "read-then-write",
    from: "Keycloak before CVE-2026-1035",
    rule: "The record is read, decided on and written, without a look at what was written in between.",
    patch: { ...SHIPPED, blind: { ...SHIPPED.blind, refresh: true } },
    world: { ...QUIET, invariants: [1] },
  },
  {
    name: "fork",
    from: "Auth0, Okta, Hydra, Logto, SuperTokens 12.1",
    rule: "Each repeat of a spent token mints another successor.",
    patch: { ...SHIPPED, decide: forkOnRepeat },
    world: { ...QUIET, invariants: [3] },
  },
  {
    name: "blind-revoke",
    from: "a revocation that is an update by id",
    rule: "A revocation is written whatever the record is by now.",
    patch: { ...SHIPPED, blind: { ...SHIPPED.blind, revoke: true } },
    world: { ...QUIET, invariants: [7], refreshes: 1, roundTrip: null, thief: { copies: 1, key: false } },
  },
  {
    name: "retry-key-ignored",
    from: "every system without an Idempotency-Key",
    rule: "A retry is known by nothing but its token.",
    patch: {
      ...SHIPPED,
      decide: (state, presented, now, policy, request) =>
        decide(state, presented, now, policy, { ...request, retryKey: null }),
    },
    world: { ...CLIENT, invariants: [3], owner: "retrying", copies: 1, losses: 1 },
  },
  {
    name: "blind-logout",
    from: "a sign-out that is an update by id",
    rule: "A sign-out is written whatever the record is by now.",
    patch: { ...SHIPPED, blind: { ...SHIPPED.blind, logout: true } },
    world: { ...QUIET, invariants: [7], refreshes: 1, endings: { times: 1, kinds: ["logout"] } },
  },
];
