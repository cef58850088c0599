import type { Breach } from "../model/Checks.js";
import { Model } from "../model/Model.js";
import type { Rule } from "../model/Rule.js";
import { readState } from "../model/StateReader.js";
import { StateWriter } from "../model/StateWriter.js";
import { emitSteps } from "../model/steps.js";
import type { Conditions } from "../model/World.js";
import { Ancestry } from "./Ancestry.js";
import { Frontier } from "./Frontier.js";
import { StateSet } from "./StateSet.js";

export interface Violation extends Breach {
  /** The numbers of the steps that lead to it; the last one breaks the invariant. */
  readonly steps: readonly number[];
}

export interface Exploration {
  readonly states: number;
  readonly steps: number;
  readonly depth: number;
  readonly isComplete: boolean;
  readonly violation: Violation | null;
  /** How often each invariant was put to the test. */
  readonly checks: readonly (readonly [number, number])[];
}

interface Options {
  /** Stops there, and the exploration is incomplete. */
  readonly maxStates?: number;
  /** Called after each level. */
  readonly onLevel?: (progress: { states: number; depth: number; frontier: number }) => void;
  /** Called with every state, as bytes that stay valid during the call. */
  readonly onState?: (bytes: Uint8Array, index: number) => void;
}

/** Visits every state of a world, nearest first, until there are no more or an invariant is broken. */
export function explore(world: Conditions, rule: Rule, options: Options = {}): Exploration {
  return new Search(world, rule, options).run();
}

class Search {
  readonly #model: Model;
  readonly #writer: StateWriter;
  readonly #options: Options;
  readonly #seen = new StateSet();
  readonly #ancestry = new Ancestry();
  readonly #next = new Frontier();
  #violation: Violation | null = null;
  #steps = 0;

  constructor(world: Conditions, rule: Rule, options: Options) {
    this.#model = new Model(world, rule);
    this.#writer = new StateWriter(this.#model);
    this.#options = options;
  }

  run(): Exploration {
    this.#visit(this.#writer.write(this.#model.start()), 0, 0);
    let depth = 0;
    let index = 0;
    const isOver = () =>
      this.#violation !== null || this.#seen.size >= (this.#options.maxStates ?? Number.POSITIVE_INFINITY);
    while (this.#next.size > 0 && !isOver()) {
      for (const bytes of this.#next.drain()) {
        this.#expand(bytes, index);
        index += 1;
        if (isOver()) break;
      }
      depth += 1;
      this.#options.onLevel?.({ states: this.#seen.size, depth, frontier: this.#next.size });
    }
    return {
      states: this.#seen.size,
      steps: this.#steps,
      depth,
      isComplete: this.#next.size === 0 && this.#violation === null,
      violation: this.#violation,
      checks: [...this.#model.checks.counts],
    };
  }

  #visit(bytes: Uint8Array, parent: number, step: number): void {
    if (!this.#seen.add(bytes)) return;
    this.#options.onState?.(bytes, this.#seen.size - 1);
    this.#ancestry.push(parent, step);
    this.#next.push(bytes);
  }

  #expand(bytes: Uint8Array, index: number): void {
    const { checks } = this.#model;
    let step = 0;
    emitSteps(this.#model, readState(this.#model, bytes), (_action, next) => {
      const { breach } = checks;
      if (breach !== null && this.#violation === null) {
        this.#violation = { ...breach, steps: [...this.#ancestry.stepsTo(index), step] };
      }
      this.#visit(this.#writer.write(next), index, step);
      step += 1;
      this.#steps += 1;
    });
  }
}
