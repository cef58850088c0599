import { type Decision, revoked } from "../../src/services/session/rotation.js";
import type { Session } from "../../src/stores/Store.js";
import type { Action, Emit } from "./Action.js";
import { ownersRequest, withNew } from "./clients.js";
import { checkDecision, checkWrite } from "./judge.js";
import { type Model, NEW_FLIGHT, withFlight, withoutFlight } from "./Model.js";
import type { Flight, State } from "./State.js";
import { decideOn, flightAt, ON_THE_WAY_BACK, offsetOf, store, unusedToken } from "./serve.js";
import { symbolOf, tokenBehind } from "./tokens.js";

/** Signing out, signing out everywhere, changing the password. A sign-in that replaces the session is a sign-out here. */
export function emitEndings(model: Model, state: State, emit: Emit): void {
  if (state.left.endings === 0) return;
  const left = { ...state.left, endings: state.left.endings - 1 };
  for (const kind of model.world.endings?.kinds ?? []) emit({ kind }, started(model, { ...state, left }, kind));
}

function started(model: Model, state: State, kind: Action["kind"]): State {
  if (kind === "logout") return withNew(state, { ...ownersRequest(model, state), kind });
  const userEpoch = state.userEpoch + 1;
  const next = { ...state, userEpoch };
  if (kind !== "changePassword") return next;
  // The password is stored with the new epoch; the session follows in a write of its own.
  return withNew(next, { ...NEW_FLIGHT, who: "owner", kind: "renew", token: userEpoch, sentAt: state.now });
}

export function readEnding(model: Model, state: State, index: number, server: number): State {
  const flight = { ...flightAt(state, index), server };
  const decidedAt = state.now + offsetOf(state, flight);
  if (flight.kind === "logout") return readSignOut(model, state, index, { ...flight, decidedAt });
  if (!mayRenew(state.session, flight.token)) return withoutFlight(state, index);
  return withFlight(state, index, { server, stage: "writing", decidedAt });
}

function readSignOut(model: Model, state: State, index: number, flight: Flight): State {
  const { server, decidedAt } = flight;
  const { session, userEpoch } = state;
  const decision = judgeSignOut(model, state, flight, session, decidedAt);
  checkDecision(model, state, flight, session, decidedAt, decision);
  const isRefused = decision.kind === "reject";
  const closes = isRefused && session.revokedAt === null && session.epoch !== userEpoch;
  if (isRefused && !closes) return withoutFlight(state, index);
  return withFlight(state, index, { server, stage: "writing", decidedAt, closes });
}

/** As revocation.ts does it: the presented token is judged as at a refresh, and only a theft makes a difference. */
function judgeSignOut(model: Model, state: State, flight: Flight, base: Session, now: number): Decision {
  if (model.rule.judgesSignOut) return decideOn(model, state, flight, base, now);
  return base.revokedAt === null ? ANY_TOKEN : { kind: "reject", code: "SESSION_REVOKED", reason: null, event: null };
}

const ANY_TOKEN: Decision = { kind: "repeat", next: null, presentedIsCurrent: false, late: false };

function mayRenew(session: Session, epoch: number): boolean {
  return session.epoch === epoch - 1 && session.revokedAt === null;
}

export function writeEnding(model: Model, state: State, index: number): State {
  const flight = flightAt(state, index);
  if (flight.kind === "logout")
    return withoutFlight(store(model, state, signedOut(model, state, flight), flight), index);
  const next = renewed(model, state, flight);
  const answer = { kind: "tokens", refresh: tokenBehind(next.tokenHash), access: next.generation } as const;
  return withFlight(store(model, state, next, flight), index, { ...ON_THE_WAY_BACK, answer });
}

function signedOut(model: Model, state: State, flight: Flight): Session {
  const base = flight.snapshot ?? state.session;
  const decision = judgeSignOut(model, state, flight, base, flight.decidedAt);
  if (decision.kind === "revoke" && !flight.closes) {
    checkWrite(model, state, flight, base, decision);
    return decision.next;
  }
  model.checks.that(7, base === state.session, "a sign-out replaces another record than the one it was decided on");
  return revoked(base, "logout", flight.decidedAt);
}

/** As `Sessions.renew` does it: a new epoch, a generation whose secret nothing leads to. */
function renewed(model: Model, state: State, flight: Flight): Session {
  const { session } = state;
  const generation = session.generation + 1;
  return {
    ...session,
    epoch: flight.token,
    version: session.version + 1,
    generation,
    firstGeneration: generation,
    tokenHash: symbolOf(unusedToken(state, generation)),
    rotatedAt: flight.decidedAt,
    confirmedAt: null,
    previous: [],
    lastSeenAt: flight.decidedAt,
    idleExpiresAt: Math.min(flight.decidedAt + model.policy.idle, session.expiresAt),
  };
}
