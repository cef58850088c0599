import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, AuthState, EpochEndCause, RevokeReason, Session, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { idOf } from "../../utils/ids.js";
import type { AuditEventName } from "../audit/index.js";

/** Why a session ended. docs/guides/signed-out.md explains each reason and what to do about it. */
export type TerminationReason = RevokeReason | EpochEndCause | "disabled" | "deleted" | "idle" | "lifetime" | "unknown";

export interface Termination {
  readonly code: "SESSION_REVOKED" | "SESSION_EXPIRED";
  readonly reason: TerminationReason;
  /** When the session ended, in epoch milliseconds; when that is unknown, when it was last seen. */
  readonly at: number;
}

/**
 * How a session ended, or `null` while it is active. Refresh, verifyJWT, renewal and the token issuer all ask this function, so
 * that none of them can miss a check: revoked, account deleted or disabled, epoch passed, idle or absolute lifetime over.
 */
export function terminationOf({ session, user }: AuthState, now: number): Termination | null {
  const revocation = firstRevocation(session, user);
  if (revocation !== null) return { code: "SESSION_REVOKED", ...revocation };
  if (now >= session.idleExpiresAt && session.idleExpiresAt < session.expiresAt) {
    return { code: "SESSION_EXPIRED", reason: "idle", at: session.idleExpiresAt };
  }
  if (now >= session.expiresAt) {
    return { code: "SESSION_EXPIRED", reason: "lifetime", at: session.expiresAt };
  }
  return null;
}

/** Throws SESSION_REVOKED or SESSION_EXPIRED, with the reason, unless the session is active. */
export function assertActive(state: AuthState, now: number): asserts state is AuthState & { user: User } {
  const termination = terminationOf(state, now);
  if (termination !== null) throw new ApiError(termination.code, { reason: termination.reason });
}

type Revocation = Pick<Termination, "reason" | "at">;

/** The earliest revocation counts: signing out everywhere does not hide that a theft ended the session before. */
function firstRevocation(session: Session, user: User | null): Revocation | null {
  const revocations = [ownRevocation(session), ...accountRevocations(session, user)];
  return revocations.reduce(
    (first, next) => (first === null || (next !== null && next.at < first.at) ? next : first),
    null,
  );
}

function ownRevocation({ revokedAt, revokeReason }: Session): Revocation | null {
  return revokedAt === null ? null : { reason: revokeReason ?? "unknown", at: revokedAt };
}

function accountRevocations(session: Session, user: User | null): (Revocation | null)[] {
  if (user === null) return [{ reason: "deleted", at: session.lastSeenAt }];
  const disabled: Revocation | null = user.disabledAt === null ? null : { reason: "disabled", at: user.disabledAt };
  if (user.epoch === session.epoch) return [disabled];
  const end = user.epochEnds.find(({ epoch }) => epoch === session.epoch);
  return [disabled, { reason: end?.cause ?? "unknown", at: end?.at ?? session.lastSeenAt }];
}

const EVENT_NAMES: Record<TerminationReason, AuditEventName> = {
  logout: "signed_out",
  replaced: "session_replaced",
  revoked: "session_revoked",
  reuse: "token_reused",
  fork: "token_forked",
  guessing: "session_revoked",
  "logout-all": "session_revoked",
  "password-change": "session_revoked",
  "password-reset": "session_revoked",
  disabled: "session_revoked",
  "factor-change": "session_revoked",
  deleted: "session_revoked",
  idle: "session_expired",
  lifetime: "session_expired",
  unknown: "session_revoked",
};

/**
 * The audit event of a session's end, with its history: where and when the session was opened, which generation it reached,
 * when its token was last rotated. The event follows from the record alone, so a crash between the end and the audit entry loses
 * nothing; its `_id` follows from the session and the time, so writing it twice makes one entry.
 */
export function sessionEndedEvent(
  session: Session,
  { reason, at }: Pick<Termination, "reason" | "at">,
  by: { client: ClientInfo | null; detail?: AuditEvent["detail"] } = { client: null },
): AuditEvent {
  return {
    _id: idOf(at, session._id),
    userId: session.userId,
    sessionId: session._id,
    name: EVENT_NAMES[reason],
    at,
    ip: by.client?.ip ?? null,
    userAgent: by.client?.userAgent ?? null,
    detail: {
      reason,
      openedAt: session.createdAt,
      openedFrom: session.ip,
      openedWith: session.userAgent,
      generation: session.generation,
      rotatedAt: session.rotatedAt,
      lastSeenAt: session.lastSeenAt,
      ...by.detail,
    },
  };
}
