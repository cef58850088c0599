import type { Model } from "./Model.js";
import type { Flight, State } from "./State.js";
import { generationOf } from "./tokens.js";
import { witnessOf } from "./witnesses.js";

/** Spent tokens that a record keeps at most. */
const REMEMBERED = 4;

/** The promise to a retrying client covers copies that arrive up to G after the successor's first use, four refreshes back at most. */
export function mayBeServed(model: Model, state: State, flight: Flight): boolean {
  if (model.world.copies === 0) return true;
  const generation = generationOf(flight.token);
  const { usedAt } = witnessOf(state, generation + 1);
  const inTime = usedAt === null || state.now - usedAt <= model.grace;
  return inTime && state.session.generation - generation <= REMEMBERED;
}
