import type { Emit } from "./Action.js";
import { spend } from "./clients.js";
import { lateWindow, type Model } from "./Model.js";
import type { Flight, State } from "./State.js";
import { offsetOf } from "./serve.js";

/** Time passes by ticks; a clock may be set back. */
export function emitTime(model: Model, state: State, emit: Emit): void {
  if (state.left.ticks > 0 && mayPass(model, state)) emit({ kind: "tick" }, later(model, state));
  if (state.left.jumps === 0) return;
  const by = (model.world.clockBack?.by ?? 0) * model.world.tick;
  for (const server of state.offsets.keys()) {
    const offsets = state.offsets.map((offset, at) => (at === server ? offset - by : offset));
    emit({ kind: "clockBack", server }, { ...spend(state, "jumps"), offsets });
  }
}

/** No request of the owner takes longer than the world's round trip, and no write longer than the longest. */
function mayPass(model: Model, state: State): boolean {
  const { roundTrip } = model;
  if (roundTrip === null) return state.flights.every((flight) => !isLongestWrite(model, state, flight));
  return state.flights.every(({ who, kind, stage, sentAt }) => {
    const isUnderWay = who === "owner" && !(kind === "use" && stage === "writing");
    return !isUnderWay || state.now - sentAt < roundTrip;
  });
}

function isLongestWrite(model: Model, state: State, flight: Flight): boolean {
  if (flight.kind === "use" || flight.stage !== "writing") return false;
  const since = state.now + offsetOf(state, flight) - flight.decidedAt;
  return since >= model.longestWrite * model.world.tick;
}

function later(model: Model, state: State): State {
  const now = state.now + model.world.tick;
  const lostAt = state.lostAt.filter((at) => now - at < lateWindow(model));
  return { ...spend(state, "ticks"), now, lostAt };
}
