import type { Store } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { coarseTime } from "../../utils/utcTime.js";

/** A session as its owner sees it. Times are epoch milliseconds. */
export interface SessionView {
  readonly _id: string;
  readonly current: boolean;
  readonly createdAt: number;
  /** In steps of ten minutes. */
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

export type ListSessions = (userId: string, currentSessionId: string) => Promise<SessionView[]>;

const LIMIT = 100;

/** The user's living sessions, newest first, one hundred at most. */
export function createListSessions(deps: { store: Store; clock: Clock }): ListSessions {
  return async (userId, currentSessionId) => {
    const user = await deps.store.users.byId(userId);
    if (user === null) return [];
    const alive = await deps.store.sessions.listByUser({
      userId,
      epoch: user.epoch,
      now: deps.clock.now(),
      limit: LIMIT,
    });
    return alive.map((session) => ({
      _id: session._id,
      current: session._id === currentSessionId,
      createdAt: session.createdAt,
      lastSeenAt: coarseTime(session.lastSeenAt),
      expiresAt: session.expiresAt,
      userAgent: session.userAgent,
      ip: session.ip,
    }));
  };
}
