import { type decide, decide as shippedDecide } from "../../src/services/session/rotation.js";

/** What the explorer runs: the shipped decision, and those properties of the loop around it that a mutant may change. */
export interface Rule {
  readonly decide: typeof decide;
  /** Whether the repeat of the current token sets the refresh cookie again. */
  readonly repeatSetsCookie: boolean;
  /** Whether the token of a sign-out is judged as that of a refresh is; else any token of the session signs it out. */
  readonly judgesSignOut: boolean;
  /** Writes that do not compare the version. */
  readonly blind: { readonly refresh: boolean; readonly revoke: boolean; readonly logout: boolean };
}

export const SHIPPED: Rule = {
  decide: shippedDecide,
  repeatSetsCookie: false,
  judgesSignOut: true,
  blind: { refresh: false, revoke: false, logout: false },
};
