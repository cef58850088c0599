import { ALL_INVARIANTS, type Invariant } from "./invariants.js";

export interface Breach {
  readonly invariant: Invariant;
  readonly what: string;
}

/** Counts how often each invariant was put to the test, so that none passes by never being asked, and keeps the first breach. */
export class Checks {
  readonly counts = new Map<Invariant, number>(ALL_INVARIANTS.map((invariant) => [invariant, 0]));
  readonly #judged: ReadonlySet<Invariant>;
  breach: Breach | null = null;

  constructor(judged: readonly Invariant[]) {
    this.#judged = new Set(judged);
  }

  that(invariant: Invariant, holds: boolean, what: string): void {
    if (!this.#judged.has(invariant)) return;
    this.counts.set(invariant, (this.counts.get(invariant) ?? 0) + 1);
    if (!holds) this.breach ??= { invariant, what };
  }
}
