import { revoked } from "../../src/services/session/rotation.js";
import type { Session } from "../../src/stores/Store.js";
import type { Action, Emit } from "./Action.js";
import { type Model, NEW_FLIGHT, withFlight, withoutFlight } from "./Model.js";
import type { Flight, State } from "./State.js";
import { flightAt, ON_THE_WAY_BACK, store, unusedToken } from "./serve.js";
import { symbolOf, tokenBehind } from "./tokens.js";

/** Signing out, signing out everywhere, changing the password. */
export function emitEndings(model: Model, state: State, emit: Emit): void {
  if (state.left.endings === 0) return;
  const left = { ...state.left, endings: state.left.endings - 1 };
  for (const kind of model.world.endings?.kinds ?? []) emit({ kind }, started(state, kind, left));
}

function started(state: State, kind: Action["kind"], left: State["left"]): State {
  if (kind === "logout") return withNew({ ...state, left }, { kind: "logout", token: 0 });
  const userEpoch = state.userEpoch + 1;
  const next = { ...state, left, userEpoch };
  // The password is stored with the new epoch; the session follows in a write of its own.
  return kind === "changePassword" ? withNew(next, { kind: "renew", token: userEpoch }) : next;
}

function withNew(state: State, flight: Pick<Flight, "kind" | "token">): State {
  return { ...state, flights: [...state.flights, { ...NEW_FLIGHT, who: "owner", sentAt: state.now, ...flight }] };
}

export function readEnding(state: State, index: number, server: number): State {
  const flight = flightAt(state, index);
  const { session } = state;
  const isRefused = flight.kind === "logout" ? session.revokedAt !== null : !mayRenew(session, flight.token);
  if (isRefused) return withoutFlight(state, index);
  const now = state.now + (state.offsets[server] ?? 0);
  return withFlight(state, index, { server, stage: "writing", decidedAt: now });
}

function mayRenew(session: Session, epoch: number): boolean {
  return session.epoch === epoch - 1 && session.revokedAt === null;
}

export function writeEnding(model: Model, state: State, index: number): State {
  const flight = flightAt(state, index);
  const base = flight.snapshot ?? state.session;
  if (flight.kind === "logout") {
    model.checks.that(7, base === state.session, "a sign-out replaces another record than the one it was decided on");
    return withoutFlight(store(model, state, revoked(base, "logout", flight.decidedAt), flight), index);
  }
  const next = renewed(model, state, flight);
  const answer = { kind: "tokens", refresh: tokenBehind(next.tokenHash), access: next.generation } as const;
  return withFlight(store(model, state, next, flight), index, { ...ON_THE_WAY_BACK, answer });
}

/** As renewSession.ts does it: a new epoch, a generation whose secret nothing leads to. */
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
