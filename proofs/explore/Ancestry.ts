/** How each state was reached first: from which state, and by which of its steps. A shortest way, since the search is breadth-first. */
export class Ancestry {
  #parents = new Uint32Array(1 << 16);
  #steps = new Uint8Array(1 << 16);
  #size = 0;

  push(parent: number, step: number): void {
    if (this.#size === this.#parents.length) this.#grow();
    this.#parents[this.#size] = parent;
    this.#steps[this.#size] = step;
    this.#size += 1;
  }

  /** The numbers of the steps that lead from the first state to this one. */
  stepsTo(state: number): number[] {
    const steps: number[] = [];
    for (let at = state; at > 0; at = this.#parents[at] ?? 0) steps.push(this.#steps[at] ?? 0);
    return steps.reverse();
  }

  #grow(): void {
    const [parents, steps] = [this.#parents, this.#steps];
    this.#parents = new Uint32Array(parents.length * 2);
    this.#steps = new Uint8Array(steps.length * 2);
    this.#parents.set(parents);
    this.#steps.set(steps);
  }
}
