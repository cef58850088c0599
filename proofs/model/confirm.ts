import { confirmed } from "../../src/services/session/rotation.js";
import { hasEnded } from "./judge.js";
import { type Model, withFlight, withoutFlight } from "./Model.js";
import type { State } from "./State.js";
import { flightAt, store } from "./serve.js";
import { tokenOf } from "./tokens.js";
import { sawUse } from "./witnesses.js";

/** A use of an access token at a server: it is answered at once, and what it proves is written afterwards. */
export function readUse(model: Model, before: State, index: number, server: number): State {
  const { token: generation } = flightAt(before, index);
  const state = sawUse(model, before, tokenOf(generation, 0));
  const now = state.now + (state.offsets[server] ?? 0);
  if (!isAlive(state, now) || !matters(state, generation)) return withoutFlight(state, index);
  return withFlight(state, index, { server, stage: "writing", decidedAt: now, sentAt: 0 });
}

/** One compare-and-set without a second try: whoever was first made it needless. */
export function writeUse(model: Model, state: State, index: number): State {
  const flight = flightAt(state, index);
  const next = confirmed(state.session, flight.decidedAt);
  if (next === null) return withoutFlight(state, index);
  return withoutFlight(store(model, state, next, flight), index);
}

/** Access tokens of a session that is over are refused. */
export function isAlive(state: State, now: number): boolean {
  return !hasEnded(state) && now < state.session.idleExpiresAt;
}

/** Whether a use of that generation tells the server anything. */
export function matters({ session }: State, generation: number): boolean {
  return generation === session.generation && session.confirmedAt === null;
}
