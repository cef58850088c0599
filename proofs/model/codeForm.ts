import type { RevokeReason } from "../../src/stores/Store.js";
import type { Budget } from "./State.js";

/** What the writer and the reader of states agree on. */
export const FLIGHT_BYTES = 6;
export const UNBOUNDED = 255;
export const OFFSET_ZERO = 16;
export const FLAGS = { ended: 1, restored: 2, backup: 4 } as const;
export const REASONS: readonly (RevokeReason | null)[] = [null, "logout", "replaced", "revoked", "reuse", "fork"];
export const BUDGETS: readonly (keyof Budget)[] = [
  "losses",
  "duplicates",
  "untold",
  "copies",
  "jumps",
  "endings",
  "restores",
  "ticks",
  "sends",
];
