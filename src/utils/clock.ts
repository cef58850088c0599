/** The time of day is an input: services take a clock, so tests and the explorer decide what "now" is. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
