import type { TerminationReason } from "../../../src/services/session/index.js";

// A record, so that the compiler asks for every cause.
const CAUSES: Record<TerminationReason, true> = {
  logout: true,
  replaced: true,
  revoked: true,
  reuse: true,
  fork: true,
  guessing: true,
  "logout-all": true,
  "password-change": true,
  "password-reset": true,
  disabled: true,
  deleted: true,
  idle: true,
  lifetime: true,
  unknown: true,
};

/** Why a session ended, as failures and events say it. */
export const END_CAUSES = Object.keys(CAUSES);
