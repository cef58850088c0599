import type { Action } from "../model/Action.js";
import type { Model } from "../model/Model.js";
import type { Flight, State } from "../model/State.js";
import { readState } from "../model/StateReader.js";
import { StateWriter } from "../model/StateWriter.js";
import { emitSteps } from "../model/steps.js";

/** One step of a path through a world, with what is needed to speak of it as a person would. */
export interface Step {
  readonly action: Action;
  readonly before: State;
  readonly after: State;
  /** Since the sign-in. */
  readonly ticks: number;
  /** What to add to a generation of `before` and of `after`, since states count them anew. */
  readonly generations: number;
}

/** Follows a path by the numbers of its steps. Requests keep the names that they get when they are sent. */
export function* walk(model: Model, steps: readonly number[]): Generator<Step> {
  const writer = new StateWriter(model);
  let [ticks, generations, names] = [0, 0, 0];
  let before = readState(model, writer.write(model.start()));
  for (const number of steps) {
    const taken = stepsOf(model, before)[number];
    if (taken === undefined) throw new Error(`there is no step ${number}`);
    const named = taken.after.flights.map((flight) =>
      flight.name === undefined ? { ...flight, name: nameOf(names++) } : flight,
    );
    const after = { ...taken.after, flights: named };
    yield { action: taken.action, before, after, ticks, generations };
    const next = readState(model, writer.write(after));
    ticks += writer.shift.time / model.world.tick;
    generations += writer.shift.generation;
    const order = writer.order;
    before = {
      ...next,
      flights: next.flights.map((flight, index) => renamed(flight, after.flights[order[index] ?? -1])),
    };
  }
}

function renamed(flight: Flight, source: Flight | undefined): Flight {
  return source?.name === undefined ? flight : { ...flight, name: source.name };
}

function nameOf(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}

/** Every step that a state allows, in the order in which the explorer numbers them. */
export function stepsOf(model: Model, state: State): { action: Action; after: State }[] {
  const steps: { action: Action; after: State }[] = [];
  emitSteps(model, state, (action, after) => void steps.push({ action, after }));
  return steps;
}
