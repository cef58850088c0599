import type { LatchkeyOptions } from "../../../src/config/index.js";

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

/** What its parent tells it. */
export type ToVictim =
  | { readonly kind: "time"; readonly now: number }
  /** Kill yourself when you have taken that many steps more. 0: before the next one. */
  | { readonly kind: "arm"; readonly steps: number }
  /** Tell when everything that runs after the answers has ended. */
  | { readonly kind: "settle" };

/** What it tells its parent. */
export type FromVictim = { readonly kind: "listens"; readonly port: number } | { readonly kind: "done" };
