import type { Session } from "../../src/stores/Store.js";

/** Who sends: the owner of the session, or somebody who copied a token. */
export type Who = "owner" | "thief";

/** Retry keys: none, the owner's for the token it presents, the thief's for the token it presents. */
export type Key = 0 | 1 | 2;

export type Answer =
  /** `refresh` is `NONE` when the answer leaves the refresh cookie alone. */
  { readonly kind: "tokens"; readonly refresh: number; readonly access: number } | { readonly kind: "refused" };

/** One request, wherever it is: on its way, at a server, or its answer on the way back. */
export interface Flight {
  readonly who: Who;
  readonly kind: "refresh" | "use" | "logout" | "renew";
  /** The presented token; of a use the generation of the access token; of a renewal the user's new epoch. */
  readonly token: number;
  readonly fromCookie: boolean;
  readonly key: Key;
  readonly stage: "sent" | "read" | "writing" | "answered";
  readonly sentAt: number;
  /** `NONE` until a server has it. */
  readonly server: number;
  /** What the server's clock said when the decision was taken. */
  readonly decidedAt: number;
  /** The token that this request stored without being told so, or `NONE`. */
  readonly wrote: number;
  /** This request stored a revocation without being told so. */
  readonly unsettled: boolean;
  /** A sign-out found the session over for its user: it closes the record, so that no change of the password carries it on. */
  readonly closes: boolean;
  /** Nobody waits for the answer any more. */
  readonly abandoned: boolean;
  /** The record that was read, when the stored one is another by now; `null` when it is the stored one. */
  readonly snapshot: Session | null;
  readonly answer: Answer | null;
  /** For the story alone: it is no part of the state. */
  readonly name?: string;
}

/** A sign-out presents a refresh token too, and is judged by the same decision. */
export function presentsToken({ kind }: Pick<Flight, "kind">): boolean {
  return kind === "refresh" || kind === "logout";
}

/** What the explorer remembers of a generation, and no server does. */
export interface Witness {
  readonly generation: number;
  /** When a token of it first arrived at a server. */
  readonly usedAt: number | null;
  /** When its confirmation was stored. */
  readonly confirmedAt: number | null;
}

/** How often something may still happen. */
export interface Budget {
  readonly losses: number;
  readonly duplicates: number;
  readonly untold: number;
  readonly copies: number;
  readonly jumps: number;
  readonly endings: number;
  readonly restores: number;
  readonly ticks: number;
  readonly sends: number;
}

/** Everything that decides what can happen next. Times are in the world's milliseconds, true time but for what servers stored. */
export interface State {
  readonly now: number;
  readonly session: Session;
  readonly userEpoch: number;
  readonly jar: { readonly refresh: number; readonly access: number };
  readonly thief: { readonly stolen: number; readonly own: number; readonly access: number };
  readonly flights: readonly Flight[];
  /** How far each server's clock is ahead of true time. */
  readonly offsets: readonly number[];
  readonly backup: { readonly session: Session; readonly userEpoch: number } | null;
  readonly left: Budget;
  readonly witnesses: readonly Witness[];
  /** When the owner last lost an answer, newest last; kept only where the promise depends on it. */
  readonly lostAt: readonly number[];
  /** A revocation or a sign-out was stored. */
  readonly ended: boolean;
  /** A backup was restored: the record may lie behind its own tokens. */
  readonly restored: boolean;
}
