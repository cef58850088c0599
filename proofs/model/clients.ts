import type { Emit } from "./Action.js";
import { matters } from "./confirm.js";
import { checkPasswordChange } from "./judge.js";
import { type Model, NEW_FLIGHT, withFlight, withoutFlight } from "./Model.js";
import type { Flight, Key, State } from "./State.js";
import { NONE } from "./tokens.js";

/** What the owner does: it sends what the jar holds at that moment, and stores what an answer brings. It knows of no rule. */
export function emitOwner(model: Model, state: State, emit: Emit): void {
  const { world } = model;
  const waiting = state.flights.filter(
    ({ who, kind, abandoned }) => who === "owner" && kind === "refresh" && !abandoned,
  );
  if (waiting.length < world.refreshes && state.left.sends > 0) {
    const flight: Flight = { ...ownersRequest(model, state), kind: "refresh" };
    const { token, fromCookie, key } = flight;
    emit({ kind: "send", who: "owner", token, fromCookie, key }, withNew(spend(state, "sends"), flight));
  }
  const uses = state.flights.filter(({ who, kind }) => who === "owner" && kind === "use");
  // A use of an older generation, or of one that is known to be in use, tells the server nothing.
  if (uses.length < world.uses && matters(state, state.jar.access)) {
    const flight: Flight = { ...NEW_FLIGHT, who: "owner", kind: "use", token: state.jar.access, sentAt: state.now };
    emit({ kind: "use", who: "owner" }, withNew(state, flight));
  }
}

/** What the owner presents: the refresh token in the jar, in the way of its class. */
export function ownersRequest({ world }: Model, { jar, now }: State): Omit<Flight, "kind"> {
  const key: Key = world.owner === "retrying" ? 1 : 0;
  const fromCookie = world.owner === "browser";
  return { ...NEW_FLIGHT, who: "owner", token: jar.refresh, fromCookie, key, sentAt: now };
}

export function withNew(state: State, flight: Flight): State {
  return { ...state, flights: [...state.flights, flight] };
}

export function spend(state: State, what: keyof State["left"]): State {
  return { ...state, left: { ...state.left, [what]: state.left[what] - 1 } };
}

/** What the network does to a request or an answer of the owner. */
export function emitNetwork(model: Model, state: State, index: number, flight: Flight, emit: Emit): void {
  if (flight.who === "thief" || flight.kind === "use" || flight.kind === "logout") return;
  if (flight.stage === "answered") {
    checkPasswordChange(model, state, flight);
    emit({ kind: "deliver", flight: index }, delivered(state, index, flight));
    if (flight.kind === "refresh" && mayLose(model, state)) {
      emit({ kind: "lose", flight: index }, lost(model, withoutFlight(state, index)));
    }
    return;
  }
  if (flight.kind !== "refresh" || flight.abandoned) return;
  const mayLeaveCopy = state.flights.filter(({ abandoned }) => abandoned).length < model.world.copies;
  if (mayLeaveCopy && state.left.losses > 0) {
    emit({ kind: "abandon", flight: index }, withFlight(lost(model, state), index, { abandoned: true }));
  }
  if (flight.stage === "sent" && flight.server === NONE && state.left.duplicates > 0) {
    const { name: _, ...copy } = flight;
    emit({ kind: "duplicate", flight: index }, withNew(spend(state, "duplicates"), { ...copy, abandoned: true }));
  }
}

function delivered(state: State, index: number, { answer }: Flight): State {
  const next = withoutFlight(state, index);
  if (answer?.kind !== "tokens") return next;
  const refresh = answer.refresh === NONE ? state.jar.refresh : answer.refresh;
  return { ...next, jar: { refresh, access: answer.access } };
}

/** Where the 24 hours count, the rule promises something for so many lost answers in them. */
function mayLose(model: Model, state: State): boolean {
  const { late } = model.world;
  return state.left.losses > 0 && (late === null || state.lostAt.length < late.limit);
}

function lost(model: Model, state: State): State {
  const next = spend(state, "losses");
  return model.world.late === null ? next : { ...next, lostAt: [...next.lostAt, next.now] };
}
