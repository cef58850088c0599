import type { Decision } from "../../src/services/session/rotation.js";
import type { Session, SpentToken } from "../../src/stores/Store.js";
import { isStaleCopy } from "./copies.js";
import type { Model } from "./Model.js";
import type { Answer, Flight, State } from "./State.js";
import { generationOf, NONE, symbolOf, variantOf } from "./tokens.js";
import { MAX_LATE } from "./World.js";
import { witnessOf } from "./witnesses.js";

type Rejected = Extract<Decision, { kind: "reject" }>;
type Writing = Exclude<Decision, Rejected>;

/** Judges a decision by what the explorer saw, not by what the decision says of itself. */
export function checkDecision(
  model: Model,
  state: State,
  flight: Flight,
  base: Session,
  now: number,
  decision: Decision,
): void {
  const { checks } = model;
  // What is decided on an old record has lost its race already.
  if (base !== state.session) return;
  const refuses = decision.kind === "reject";
  if (hasEnded(state) || generationOf(flight.token) < base.firstGeneration) {
    checks.that(4, refuses, "a token of an ended session is not refused");
    return;
  }
  if (generationOf(flight.token) > base.generation) {
    checks.that(
      17,
      refuses && decision.event === "state_rollback",
      "a token that the restored record does not know yet is taken for theft",
    );
    return;
  }
  if (now >= base.idleExpiresAt) return;
  const spent = entryOf(base, flight.token);
  // A request that spent the token and was not told so is answered like everybody who is.
  if (spent === undefined || flight.wrote !== NONE) return;
  if (isRetry(flight, spent)) {
    const isStale = isOlderThanGrace(model, recordedConfirmation(base, spent), now);
    if (isStale) checks.that(5, refuses, "a stale copy of a request is not refused");
    return;
  }
  const { confirmedAt } = witnessOf(state, generationOf(flight.token) + 1);
  const isTheft = !isTolerant(model, base, flight) || isOlderThanGrace(model, confirmedAt, now);
  if (isTheft) checks.that(5, decision.kind === "revoke", "a spent token that somebody else must have is answered");
}

function isOlderThanGrace({ grace }: Model, time: number | null, now: number): boolean {
  return time !== null && now - time > grace;
}

/** A witness of confirmations in the worlds of copies, too, would make them five times as large. */
function recordedConfirmation(session: Session, spent: SpentToken): number | null {
  return spent.generation + 1 === session.generation ? session.confirmedAt : spent.successorConfirmedAt;
}

function isRetry(flight: Flight, spent: SpentToken): boolean {
  return flight.key !== 0 && spent.retryKey === String(flight.key);
}

function isTolerant({ world }: Model, session: Session, flight: Flight): boolean {
  if (world.tolerance !== "browser") return world.tolerance === "always";
  return flight.fromCookie && session.openedBy === "browser";
}

function entryOf(session: Session, token: number): SpentToken | undefined {
  return session.previous.find(({ tokenHash }) => tokenHash === symbolOf(token));
}

export function hasEnded(state: State): boolean {
  return state.ended || state.userEpoch !== state.session.epoch;
}

/** An owner may be told that the session is over when it is; with a thief about, or after a restored backup, also otherwise. */
export function checkRefusal(model: Model, state: State, flight: Flight, decision: Rejected, now: number): void {
  if (flight.who === "thief" || isExposed(model, state) || isStaleCopy(model, state, flight)) return;
  const isOver = hasEnded(state) || generationOf(flight.token) < state.session.firstGeneration;
  const isExpired = decision.code === "SESSION_EXPIRED" && now >= state.session.idleExpiresAt;
  model.checks.that(8, isOver || isExpired, "an honest refresh is refused");
}

function isExposed({ world }: Model, state: State): boolean {
  return world.thief !== null || state.restored;
}

export function checkWrite(model: Model, state: State, flight: Flight, base: Session, decision: Writing): void {
  const { checks } = model;
  const { next } = decision;
  if (next === null) return;
  const { session } = state;
  const rises = decision.kind === "rotate" ? 1 : 0;
  checks.that(
    2,
    next.generation === session.generation + rises,
    "a write sets another generation than the rule allows",
  );
  checks.that(4, !state.ended || next.revokedAt !== null, "a write brings an ended session back to life");
  checks.that(
    10,
    next.expiresAt === session.expiresAt && next.idleExpiresAt <= next.expiresAt,
    "the end of the session moved",
  );
  checks.that(15, next.previous.length <= 4, "more than four spent tokens are kept");
  if (decision.kind === "revoke") checkRevocation(model, state, base);
  if (decision.kind === "repeat" && decision.late) checkLate(model, flight, base, next);
}

function checkRevocation(model: Model, state: State, base: Session): void {
  model.checks.that(7, base === state.session, "a revocation was decided on another record than the one it replaces");
  checkHonesty(model, state, hasEnded(state));
}

function checkHonesty(model: Model, state: State, holds: boolean): void {
  if (isExposed(model, state)) return;
  const wentBack = state.left.jumps < (model.world.clockBack?.times ?? 0);
  model.checks.that(wentBack ? 16 : 3, holds, "nobody stole a token, and the session ends as if somebody had");
}

function checkLate(model: Model, flight: Flight, base: Session, next: Session): void {
  const spentAt = entryOf(base, flight.token)?.supersededAt ?? 0;
  const isNewBurst = flight.decidedAt - spentAt > model.grace;
  model.checks.that(
    13,
    isNewBurst && next.lateCount <= base.lateCount + 1,
    "one burst costs more than one late recovery",
  );
  model.checks.that(13, next.lateCount <= MAX_LATE, "more late recoveries than the rule grants");
}

export function checkBurst(model: Model, flight: Flight, base: Session, now: number, answer: Answer): void {
  const { world, checks, grace, skew } = model;
  if (world.owner !== "browser" || world.thief !== null || answer.kind === "refused") return;
  const spent = entryOf(base, flight.token);
  // Either clock may be ahead: of the one that told when the token was spent, of the one that serves it now.
  if (spent === undefined || now - spent.supersededAt >= grace / 2 - 2 * skew) return;
  checks.that(
    9,
    generationOf(answer.refresh) === spent.generation + 1,
    "two answers of one burst carry different tokens",
  );
}

export function checkAnswer(model: Model, state: State, flight: Flight, answer: Answer): void {
  const { checks } = model;
  if (answer.kind === "refused") return;
  if (flight.who === "owner") {
    checkHonesty(model, state, true);
    checks.that(8, true, "");
  }
  if (answer.refresh !== NONE && !state.restored)
    checks.that(1, variantOf(answer.refresh) === 0, "two secrets of one generation are given out");
}

/** A slow answer of before the change takes the place of what the change brought. */
export function checkPasswordChange({ checks }: Model, { jar, session }: State, { answer }: Flight): void {
  if (answer?.kind !== "tokens" || answer.refresh === NONE) return;
  const isBack =
    generationOf(answer.refresh) < session.firstGeneration && generationOf(jar.refresh) >= session.firstGeneration;
  checks.that(18, !isBack, "the owner's browser is left with a token of before the change");
}
