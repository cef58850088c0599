import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, Session } from "../../stores/Store.js";
import { idOf } from "../../utils/ids.js";
import type { AuditEventName } from "../audit/index.js";
import type { EndCause, SessionEnd } from "./sessionStanding.js";

const EVENT_OF: Record<EndCause, AuditEventName> = {
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
  deleted: "session_revoked",
  idle: "session_expired",
  lifetime: "session_expired",
  unknown: "session_revoked",
};

/**
 * The event of a session's end, with the chain that led to it: where and when it was opened, which generation it had
 * reached, when its token was last exchanged. It follows from the record alone, so that no crash between the end and its
 * note can lose it; its `_id` follows from the session and the time, so that it is told once however often it is made.
 */
export function endingEvent(
  session: Session,
  end: Pick<SessionEnd, "cause" | "at">,
  by: { client: ClientInfo | null; detail?: AuditEvent["detail"] } = { client: null },
): AuditEvent {
  return {
    _id: idOf(end.at, session._id),
    userId: session.userId,
    sessionId: session._id,
    name: EVENT_OF[end.cause],
    at: end.at,
    ip: by.client?.ip ?? null,
    userAgent: by.client?.userAgent ?? null,
    detail: {
      reason: end.cause,
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
