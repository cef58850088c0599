import type { SessionStore, User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";

/** A session as its owner sees it. Times are epoch milliseconds. */
export interface SessionView {
  readonly _id: string;
  readonly current: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

export type ListSessions = (user: User, currentSessionId: string) => Promise<SessionView[]>;

const LIMIT = 100;

/** The user's living sessions, newest first, one hundred at most. */
export function createListSessions(deps: { sessions: SessionStore; clock: Clock }): ListSessions {
  return async (user, currentSessionId) => {
    const alive = await deps.sessions.listByUser({
      userId: user._id,
      epoch: user.epoch,
      now: deps.clock.now(),
      limit: LIMIT,
    });
    return alive.map((session) => ({
      _id: session._id,
      current: session._id === currentSessionId,
      createdAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      expiresAt: session.expiresAt,
      userAgent: session.userAgent,
      ip: session.ip,
    }));
  };
}
