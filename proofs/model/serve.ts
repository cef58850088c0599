import type { Decision, RotationRequest } from "../../src/services/session/rotation.js";
import type { Session } from "../../src/stores/Store.js";
import { checkAnswer, checkBurst, checkDecision, checkRefusal, checkWrite } from "./judge.js";
import { type Model, OWNER, withFlight, withoutFlight } from "./Model.js";
import { type Answer, type Flight, presentsToken, type State } from "./State.js";
import { generationOf, NONE, symbolOf, tokenBehind, tokenOf } from "./tokens.js";
import { sawConfirmation, sawUse } from "./witnesses.js";

/**
 * A refresh at a server, in the steps of the shipped loop: read, take the time, decide, compare and set, again when the race
 * was lost. test/proofs/replay.test.ts plays these steps to the shipped loop itself.
 */
export function read(model: Model, before: State, index: number, server: number): State {
  const flight = flightAt(before, index);
  const state = withFlight(sawUse(model, before, flight.token), index, { server, snapshot: null });
  if (model.world.slowReads) return withFlight(state, index, { stage: "read" });
  return decideNow(model, state, index);
}

/** Takes the time and decides on the record that was read, which may be another than the stored one by now. */
export function decideNow(model: Model, state: State, index: number): State {
  const flight = flightAt(state, index);
  const base = flight.snapshot ?? state.session;
  // Its own revocation, of unknown outcome, is what is stored.
  if (flight.unsettled && base.revokedAt !== null) return answered(model, state, index, { kind: "refused" });

  const now = state.now + offsetOf(state, flight);
  const decision = decideOn(model, state, flight, base, now);
  checkDecision(model, state, flight, base, now, decision);
  if (decision.kind === "reject") {
    checkRefusal(model, state, flight, decision, now);
    return answered(model, state, index, { kind: "refused" });
  }
  if (decision.next !== null) {
    const hasLost = flight.snapshot !== null && !isBlind(model, state, { ...flight, decidedAt: now }, flight.snapshot);
    return withFlight(state, index, hasLost ? AGAIN : { stage: "writing", decidedAt: now });
  }
  const answer = tokensOf(model, flight, decision, base, base);
  checkBurst(model, flight, base, now, answer);
  return answered(model, state, index, answer);
}

/** The compare-and-set of a decision. `outcome` says whether it reaches the store and whether the server is told so. */
export function write(model: Model, state: State, index: number, outcome: "told" | "stored" | "dropped"): State {
  if (outcome === "dropped") return withFlight(state, index, AGAIN);
  const flight = flightAt(state, index);
  const base = flight.snapshot ?? state.session;
  const decision = decideOn(model, state, flight, base, flight.decidedAt);
  if (decision.kind === "reject" || decision.next === null) return withFlight(state, index, AGAIN);
  checkWrite(model, state, flight, base, decision);

  const stored = store(model, state, decision.next, flight);
  if (outcome === "stored") return withFlight(stored, index, { ...AGAIN, ...markOf(decision) });
  if (decision.kind === "revoke") return answered(model, stored, index, { kind: "refused" });
  return answered(model, stored, index, tokensOf(model, flight, decision, decision.next, base));
}

const AGAIN = { stage: "sent", decidedAt: 0, closes: false, snapshot: null } as const;

function markOf(decision: Decision): Partial<Flight> {
  if (decision.kind === "revoke") return { unsettled: true };
  return decision.kind === "rotate" ? { wrote: tokenBehind(decision.next.tokenHash) } : {};
}

/** Puts a record into the store. Whoever decided on the one before it has lost the race, unless it does not compare. */
export function store(model: Model, state: State, next: Session, by: Flight): State {
  const flights = state.flights.map((flight) => (flight === by ? flight : overtaken(model, state, flight)));
  const witnessed = sawConfirmation(model, state, next, by);
  const ended = state.ended || next.revokedAt !== null;
  return { ...witnessed, session: { ...next, version: 0 }, flights, ended };
}

function overtaken(model: Model, state: State, flight: Flight): Flight {
  const snapshot = flight.snapshot ?? state.session;
  if (flight.stage === "read") return { ...flight, snapshot };
  if (flight.stage !== "writing") return flight;
  // The confirmation of a use is not tried again.
  if (flight.kind === "use") return { ...flight, ...ON_THE_WAY_BACK };
  return isBlind(model, state, flight, snapshot) ? { ...flight, snapshot } : { ...flight, ...AGAIN };
}

/** Mutants alone write without comparing: then what they read is written over what is stored by now. */
function isBlind(model: Model, state: State, flight: Flight, base: Session): boolean {
  const { blind } = model.rule;
  if (flight.kind === "logout") return blind.logout;
  if (flight.kind === "renew" || (!blind.refresh && !blind.revoke)) return false;
  const { kind } = decideOn(model, state, flight, base, flight.decidedAt);
  return kind === "revoke" ? blind.revoke : blind.refresh;
}

export function decideOn(model: Model, state: State, flight: Flight, base: Session, now: number): Decision {
  // A decision that is being carried out was taken while the session's epoch was the user's.
  const epoch = flight.stage === "writing" ? base.epoch : state.userEpoch;
  const user = { ...OWNER, epoch };
  const presented = { generation: generationOf(flight.token), tokenHash: symbolOf(flight.token) };
  return model.rule.decide({ session: base, user }, presented, now, model.policy, requestOf(state, flight, base));
}

function requestOf(state: State, flight: Flight, base: Session): RotationRequest {
  // A salt is random: the secret that it leads to is like no other of that generation.
  const successor = flight.wrote === NONE ? unusedToken(state, generationOf(flight.token) + 1) : flight.wrote;
  const symbol = symbolOf(successor);
  return {
    fromBrowserCookie: flight.fromCookie,
    // The owner makes a key for each token; so does a thief.
    retryKey: flight.key === 0 ? null : String(flight.key),
    network: null,
    successor: { keyId: base.keyId, tokenHash: symbol, salt: symbol },
  };
}

export function unusedToken(state: State, generation: number): number {
  let token = tokenOf(generation, 0);
  while (isInUse(state, token)) token += 1;
  return token;
}

function isInUse({ jar, thief, session, flights }: State, token: number): boolean {
  const symbol = symbolOf(token);
  if (jar.refresh === token || thief.stolen === token || thief.own === token || session.tokenHash === symbol)
    return true;
  for (const { tokenHash } of session.previous) if (tokenHash === symbol) return true;
  for (const flight of flights) {
    const { answer } = flight;
    if (flight.wrote === token || (presentsToken(flight) && flight.token === token)) return true;
    if (answer?.kind === "tokens" && answer.refresh === token) return true;
  }
  return false;
}

function tokensOf(model: Model, flight: Flight, decision: Decision, record: Session, base: Session): Answer {
  if (decision.kind === "repeat" && decision.presentedIsCurrent) {
    const refresh = model.rule.repeatSetsCookie || flight.fromCookie === false ? flight.token : NONE;
    return { kind: "tokens", refresh, access: record.generation };
  }
  if (decision.kind === "rotate")
    return { kind: "tokens", refresh: tokenBehind(record.tokenHash), access: record.generation };
  return { kind: "tokens", refresh: derived(flight.token, base), access: base.generation };
}

/** Follows the salts from the presented token to the current one, as currentToken.ts does. */
function derived(presented: number, record: Session): number {
  let token = presented;
  for (const spent of record.previous) {
    if (spent.generation === generationOf(token)) token = tokenBehind(spent.salt);
  }
  return token;
}

function answered(model: Model, state: State, index: number, answer: Answer): State {
  const flight = flightAt(state, index);
  checkAnswer(model, state, flight, answer);
  if (flight.abandoned) return withoutFlight(state, index);
  if (flight.who === "thief") return toThief(withoutFlight(state, index), answer);
  // Nothing that a refused owner does is of any consequence.
  if (answer.kind === "refused") return withoutFlight(state, index);
  return withFlight(state, index, { ...ON_THE_WAY_BACK, answer });
}

/** No server remembers a request that it has answered. */
export const ON_THE_WAY_BACK = {
  stage: "answered",
  server: NONE,
  decidedAt: 0,
  wrote: NONE,
  unsettled: false,
  snapshot: null,
} as const;

/** A thief has its answer at once. */
function toThief(state: State, answer: Answer): State {
  if (answer.kind === "refused") return state;
  const own = answer.refresh === NONE ? state.thief.own : answer.refresh;
  return { ...state, thief: { ...state.thief, own, access: answer.access } };
}

export function flightAt(state: State, index: number): Flight {
  const flight = state.flights[index];
  if (flight === undefined) throw new Error(`no request ${index}`);
  return flight;
}

export function offsetOf(state: State, flight: Flight): number {
  return state.offsets[flight.server] ?? 0;
}
