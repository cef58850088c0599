import type { AuthState } from "../../stores/Store.js";

/**
 * Whether a session may be used at all. Every path asks here (refresh, verifyJWT, the issuance gate), so that none can miss
 * a check: revoked, account deleted, account disabled, epoch passed, idle or absolute life over.
 */
export function sessionStanding({ session, user }: AuthState, now: number): "active" | "revoked" | "expired" {
  if (session.revokedAt !== null) return "revoked";
  if (user === null || user.disabledAt !== null || user.epoch !== session.epoch) return "revoked";
  if (now >= session.idleExpiresAt || now >= session.expiresAt) return "expired";
  return "active";
}
