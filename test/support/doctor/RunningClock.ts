import { ManualClock } from "../ManualClock.js";

/** The time of day, or so far ahead of it. */
export class RunningClock extends ManualClock {
  readonly #ahead: number;

  constructor(ahead = 0) {
    super();
    this.#ahead = ahead;
  }

  override now(): number {
    return Date.now() + this.#ahead;
  }
}
