import type { Session } from "../../src/stores/Store.js";
import type { Model } from "./Model.js";
import type { Flight, State, Witness } from "./State.js";
import { generationOf } from "./tokens.js";

/** What a witness of each generation would tell. The checks ask it instead of the record that they judge. */
export function witnessOf(state: State, generation: number): Witness {
  return (
    state.witnesses.find((witness) => witness.generation === generation) ?? {
      generation,
      usedAt: null,
      confirmedAt: null,
    }
  );
}

/** A token arrived at a server; the first time is what counts. */
export function sawUse(model: Model, state: State, token: number): State {
  if (model.world.copies === 0) return state;
  const witness = witnessOf(state, generationOf(token));
  if (witness.usedAt !== null) return state;
  return withWitness(state, { ...witness, usedAt: state.now });
}

/** A write stored that the current generation is in use: it says so, or it replaces that generation. */
export function sawConfirmation(model: Model, state: State, next: Session, by: Flight): State {
  if (model.world.thief === null) return state;
  const { generation, confirmedAt } = state.session;
  const isConfirmed = next.generation > generation || (next.confirmedAt !== null && confirmedAt === null);
  const witness = witnessOf(state, generation);
  if (!isConfirmed || witness.confirmedAt !== null) return state;
  return withWitness(state, { ...witness, confirmedAt: state.now + (state.offsets[by.server] ?? 0) });
}

function withWitness(state: State, witness: Witness): State {
  const others = state.witnesses.filter(({ generation }) => generation !== witness.generation);
  return { ...state, witnesses: [...others, witness].sort((a, b) => a.generation - b.generation) };
}
