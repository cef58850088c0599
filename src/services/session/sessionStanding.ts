import type { AuthState, EpochEndCause, RevokeReason, Session, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";

/** Why a session ended. docs/guides/signed-out.md says what each means and what to do. */
export type EndCause = RevokeReason | EpochEndCause | "disabled" | "deleted" | "idle" | "lifetime" | "unknown";

export interface SessionEnd {
  readonly code: "SESSION_REVOKED" | "SESSION_EXPIRED";
  readonly cause: EndCause;
  /** When it ended; when that is unknown, the last time it was seen alive. */
  readonly at: number;
}

/**
 * Whether a session may be used at all, and if not, why. Every path asks here (refresh, verifyJWT, renewal, the issuance
 * gate), so that none can miss a check: revoked, account deleted, account disabled, epoch passed, idle or absolute life over.
 */
export function endOf({ session, user }: AuthState, now: number): SessionEnd | null {
  const revocation = firstRevocation(session, user);
  if (revocation !== null) return { code: "SESSION_REVOKED", ...revocation };
  if (now >= session.idleExpiresAt && session.idleExpiresAt < session.expiresAt) {
    return { code: "SESSION_EXPIRED", cause: "idle", at: session.idleExpiresAt };
  }
  if (now >= session.expiresAt) {
    return { code: "SESSION_EXPIRED", cause: "lifetime", at: session.expiresAt };
  }
  return null;
}

type Revocation = Pick<SessionEnd, "cause" | "at">;

/** What ended it first is the cause: signing out everywhere does not end what a theft has ended. */
function firstRevocation(session: Session, user: User | null): Revocation | null {
  const revocations = [ownRevocation(session), ...accountRevocations(session, user)];
  return revocations.reduce(
    (first, end) => (first === null || (end !== null && end.at < first.at) ? end : first),
    null,
  );
}

function ownRevocation({ revokedAt, revokeReason }: Session): Revocation | null {
  return revokedAt === null ? null : { cause: revokeReason ?? "unknown", at: revokedAt };
}

function accountRevocations(session: Session, user: User | null): (Revocation | null)[] {
  if (user === null) return [{ cause: "deleted", at: session.lastSeenAt }];
  const disabled: Revocation | null = user.disabledAt === null ? null : { cause: "disabled", at: user.disabledAt };
  if (user.epoch === session.epoch) return [disabled];
  const end = user.epochEnds.find(({ epoch }) => epoch === session.epoch);
  return [disabled, { cause: end?.cause ?? "unknown", at: end?.at ?? session.lastSeenAt }];
}

/** Throws SESSION_REVOKED or SESSION_EXPIRED with its reason unless the session may be used. */
export function assertActive(state: AuthState, now: number): asserts state is AuthState & { user: User } {
  const end = endOf(state, now);
  if (end !== null) throw new ApiError(end.code, { reason: end.cause });
}
