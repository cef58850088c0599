import type { LatchkeyOptions } from "../../../../src/config/index.js";

/** How a server that is to be killed is set up: one JSON text in its environment, under `VICTIM`. */
export interface VictimSetup {
  readonly options: LatchkeyOptions;
  /** Where its mails go. */
  readonly outbox: string;
  /** The time, in epoch milliseconds; it stands still until a message moves it. */
  readonly now: number;
  /** Whether it looks for work that others have left, such as mail in the queue. */
  readonly takesOver: boolean;
}

/** One step of a request. By its name and not by its place in line: what a request does side by side comes in any order. */
export interface Step {
  /** Such as "after sessions.compareAndSet". */
  readonly what: string;
  /** 1 for the first of that name. */
  readonly nth: number;
}

/** The messages from its parent. */
export type ToVictim =
  | { readonly kind: "time"; readonly now: number }
  /** Take note of the steps from now on, and kill yourself at that one. */
  | { readonly kind: "arm"; readonly aim: Step | null }
  /** Tell when everything that runs after the answers has ended, and which steps were taken since `arm`. */
  | { readonly kind: "settle" };

/** The messages to its parent. */
export type FromVictim =
  | { readonly kind: "listens"; readonly port: number }
  | { readonly kind: "done"; readonly steps: readonly Step[] };
