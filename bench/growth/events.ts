import { sessionEndedEvent } from "../../src/services/session/index.js";
import type { AuditEvent, Session } from "../../src/stores/Store.js";
import { SECOND } from "../../src/utils/duration.js";
import { idOf } from "../../src/utils/ids.js";
import { Dice } from "./Dice.js";

/** What the trail has of a session: that it began, for one of ten a wrong password before it, and that it was ended. */
export function eventsOf(session: Session, index: number): AuditEvent[] {
  const { _id, userId, createdAt, ip, userAgent, revokedAt, revokeReason } = session;
  const dice = new Dice(`events ${index}`);
  const signedIn: AuditEvent = {
    _id: idOf(createdAt, `sign-in ${index}`),
    userId,
    sessionId: _id,
    name: "signed_in",
    at: createdAt,
    ip,
    userAgent,
    detail: { knownDevice: dice.oneIn(2) },
  };
  const failedAt = createdAt - 5 * SECOND;
  const failed: AuditEvent = {
    ...signedIn,
    _id: idOf(failedAt, `failed ${index}`),
    sessionId: null,
    name: "sign_in_failed",
    at: failedAt,
    detail: { code: "INVALID_CREDENTIALS" },
  };
  const client = { ip, userAgent, isBrowser: session.openedBy === "browser" };
  const ended =
    revokedAt === null || revokeReason === null
      ? []
      : [sessionEndedEvent(session, { reason: revokeReason, at: revokedAt }, { client })];
  return [...(dice.oneIn(10) ? [failed] : []), signedIn, ...ended];
}
