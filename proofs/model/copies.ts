import type { Model } from "./Model.js";
import type { Flight, State } from "./State.js";
import { generationOf } from "./tokens.js";
import { witnessOf } from "./witnesses.js";

/** Spent tokens that a record keeps at most. */
const REMEMBERED = 4;

/**
 * The promise to a retrying client covers copies that arrive up to G after the successor's first use, four refreshes back at
 * most, and later ones of the token that was spent last.
 */
export function mayBeServed(model: Model, state: State, flight: Flight): boolean {
  if (model.world.copies === 0) return true;
  const refreshesBack = state.session.generation - generationOf(flight.token);
  return refreshesBack <= 1 || (refreshesBack <= REMEMBERED && !isLate(model, state, flight));
}

/** A copy that its client has given up, later than G after the successor's first use. */
export function isStaleCopy(model: Model, state: State, flight: Flight): boolean {
  return flight.abandoned && isLate(model, state, flight);
}

function isLate({ grace }: Model, state: State, { token }: Flight): boolean {
  const { usedAt } = witnessOf(state, generationOf(token) + 1);
  return usedAt !== null && state.now - usedAt > grace;
}
