import type { Action } from "../../../proofs/model/Action.js";
import type { Model } from "../../../proofs/model/Model.js";
import type { State } from "../../../proofs/model/State.js";
import { stepsOf } from "../../../proofs/story/walk.js";
import { randomNumbers } from "../randomNumbers.js";

export interface WalkStep {
  readonly action: Action;
  readonly before: State;
  readonly after: State;
}

/** A random story, in the model's own counting of times and generations. The same seed gives the same story. */
export function* randomWalk(model: Model, seed: number, length: number): Generator<WalkStep> {
  const random = randomNumbers(seed);
  let before = model.start();
  let names = 0;
  for (let step = 0; step < length; step += 1) {
    const steps = stepsOf(model, before);
    const taken = steps[Math.floor(random() * steps.length)];
    if (taken === undefined) return;
    const flights = taken.after.flights.map((flight) =>
      flight.name === undefined ? { ...flight, name: String(names++) } : flight,
    );
    const after = { ...taken.after, flights };
    yield { action: taken.action, before, after };
    before = after;
  }
}
