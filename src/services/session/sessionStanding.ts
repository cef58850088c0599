import type { AuthState, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";

/**
 * Whether a session may be used at all. Every path asks here (refresh, verifyJWT, renewal, the issuance gate), so that none
 * can miss a check: revoked, account deleted, account disabled, epoch passed, idle or absolute life over.
 */
export function sessionStanding({ session, user }: AuthState, now: number): "active" | "revoked" | "expired" {
  if (session.revokedAt !== null) return "revoked";
  if (user === null || user.disabledAt !== null || user.epoch !== session.epoch) return "revoked";
  if (now >= session.idleExpiresAt || now >= session.expiresAt) return "expired";
  return "active";
}

/** Throws SESSION_REVOKED or SESSION_EXPIRED unless the session may be used. */
export function assertActive(state: AuthState, now: number): asserts state is AuthState & { user: User } {
  const standing = sessionStanding(state, now);
  if (standing === "revoked") throw new ApiError("SESSION_REVOKED");
  if (standing === "expired") throw new ApiError("SESSION_EXPIRED");
}
