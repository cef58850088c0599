import type { AuditEvent, Session, User } from "../../stores/Store.js";
import { sessionEndedEvent, terminationOf } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";

interface ActivityQuery {
  readonly userId: string;
  /** The `_id` of an event: older events follow. */
  readonly before: string | null;
  readonly limit: number;
}

type ActivityDeps = Pick<AccountDeps, "store" | "clock" | "audit" | "limits">;

const MAX_SESSIONS = 1000;

/** What happened to an account, for its owner. */
export class Activity {
  readonly #deps: ActivityDeps;

  constructor(deps: ActivityDeps) {
    this.#deps = deps;
  }

  /** A page of events, newest first. Throws RATE_LIMITED. */
  async list(query: ActivityQuery): Promise<AuditEvent[]> {
    await this.#deps.limits.consume("activity.account", query.userId);
    return this.page(query);
  }

  /**
   * The same without the limit. The ends of sessions also follow from the sessions' records, so a session that simply expired,
   * or whose audit entry was lost in a crash, is listed too. An entry in the audit log knows more and wins.
   */
  async page({ userId, before, limit }: ActivityQuery): Promise<AuditEvent[]> {
    const { store, clock, audit } = this.#deps;
    const user = await store.users.byId(userId);
    const recorded = await audit.listByUser({ userId, before, limit });
    const sessions = await store.sessions.listAllByUser({ userId, before: null, limit: MAX_SESSIONS });
    const ends = sessions.flatMap((session) => endedEventsOf(session, user, clock.now()));
    const events = new Map([...ends, ...recorded].map((event) => [event._id, event]));
    return [...events.values()]
      .filter((event) => before === null || event._id < before)
      .toSorted((a, b) => (a._id < b._id ? 1 : -1))
      .slice(0, limit);
  }
}

function endedEventsOf(session: Session, user: User | null, now: number): AuditEvent[] {
  const termination = terminationOf({ session, user }, now);
  return termination === null ? [] : [sessionEndedEvent(session, termination)];
}
