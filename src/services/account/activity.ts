import type { AuditEvent, Session, Store, User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import type { AuditTrail } from "../audit/index.js";
import { sessionEndedEvent, terminationOf } from "../session/index.js";

export interface ActivityQuery {
  readonly userId: string;
  /** The `_id` of an event: what is older follows. */
  readonly before: string | null;
  readonly limit: number;
}

interface Deps {
  store: Store;
  clock: Clock;
  audit: AuditTrail;
}

const SESSIONS_LOOKED_AT = 1000;

/**
 * What happened to the account, newest first. The ends of sessions are taken from their records too: one that simply ran
 * out, or whose note was lost in a crash, has a cause all the same. A noted end knows more and wins.
 */
export async function activity(deps: Deps, { userId, before, limit }: ActivityQuery): Promise<AuditEvent[]> {
  const user = await deps.store.users.byId(userId);
  const noted = await deps.audit.listByUser({ userId, before, limit });
  const all = { userId, before: null, limit: SESSIONS_LOOKED_AT };
  const sessions = await deps.store.sessions.listAllByUser(all);
  const ends = sessions.flatMap((session) => endOfSession(session, user, deps.clock.now()));
  const events = new Map([...ends, ...noted].map((event) => [event._id, event]));
  return [...events.values()]
    .filter((event) => before === null || event._id < before)
    .toSorted((a, b) => (a._id < b._id ? 1 : -1))
    .slice(0, limit);
}

function endOfSession(session: Session, user: User | null, now: number): AuditEvent[] {
  const termination = terminationOf({ session, user }, now);
  return termination === null ? [] : [sessionEndedEvent(session, termination)];
}
