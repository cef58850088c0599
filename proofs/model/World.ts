import type { OpenedBy } from "../../src/stores/Store.js";
import type { Invariant } from "./invariants.js";

/** Who owns the session: a browser's tabs with one cookie jar, a client that retries with a key, or a client that does neither. */
export type OwnerKind = "browser" | "retrying" | "strict";

/** Who is in a small world, and what may go wrong. Times are in ticks. */
export interface Conditions {
  /** What is judged in it. */
  readonly invariants: readonly Invariant[];
  readonly owner: OwnerKind;
  readonly openedBy: OpenedBy;
  readonly tolerance: "browser" | "always" | "never";
  /** How many refreshes of the owner may be under way at once, and how many uses of an access token. */
  readonly refreshes: number;
  readonly uses: number;
  /** The longest time from a send to its answer, or `null` when there is no bound. */
  readonly roundTrip: number | null;
  /** Milliseconds of a tick. They matter only where the 24 hours of the late recoveries do. */
  readonly tick: number;
  readonly grace: number;
  /** `null`: the session does not end by time. */
  readonly life: { readonly idle: number; readonly absolute: number } | null;
  /** How many abandoned copies of requests may be under way. */
  readonly copies: number;
  /** Late recoveries that were counted before the story begins; `null` when the 24 hours are of no concern. */
  readonly late: { readonly before: number; readonly limit: number } | null;
  /** A thief, and how often it copies the jar; with `key`, it has an Idempotency-Key of its own. */
  readonly thief: { readonly copies: number; readonly key: boolean } | null;
  /** How far each server's clock is ahead of true time. */
  readonly servers: readonly number[];
  /** A server's clock is set back by so much, so often. */
  readonly clockBack: { readonly by: number; readonly times: number } | null;
  /** How often an answer is lost, and a request duplicated. `Infinity` is allowed for a retrying owner. */
  readonly losses: number;
  readonly duplicates: number;
  /** How often a write's outcome stays unknown. */
  readonly untold: number;
  /** Whether a request may end without a write at any point: a crash, or a 503. */
  readonly fails: boolean;
  /** Whether time passes, and others write, between a read and its decision. */
  readonly slowReads: boolean;
  readonly endings: {
    readonly times: number;
    readonly kinds: readonly ("logout" | "logoutAll" | "changePassword")[];
  } | null;
  readonly restores: number;
  /** Where to stop, for worlds that are compared with the specification; the others are finite by themselves. */
  readonly limit: { readonly ticks: number; readonly sends: number } | null;
}

export interface World extends Conditions {
  readonly name: string;
  /** One sentence for the table. */
  readonly about: string;
}

export const MAX_LATE = 5;
