import type { AdminService } from "../services/admin/index.js";
import { coarseTime } from "../utils/utcTime.js";
import { requireId } from "./userId.js";
import { withPublicErrors } from "./withPublicErrors.js";

/** A session, as GET /auth/sessions shows it. */
export interface ServerSessionView {
  readonly _id: string;
  /** Times are epoch milliseconds. */
  readonly createdAt: number;
  /** In steps of ten minutes. */
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

interface ServerSessionsDeps {
  readonly open: () => Promise<void>;
  readonly admin: AdminService;
}

const LIST_LIMIT = 100;

/**
 * Sessions, for the code of your server. Each call rejects with a {@link LatchkeyError}: USER_NOT_FOUND or SESSION_NOT_FOUND for an
 * unknown one, STORE_UNAVAILABLE in an outage.
 */
export class ServerSessions {
  readonly #deps: ServerSessionsDeps;

  constructor(deps: ServerSessionsDeps) {
    this.#deps = deps;
  }

  /**
   * The user's active sessions, newest first, one hundred at most. Throws USER_NOT_FOUND.
   *
   * @example
   * const sessions = await latchkey.sessions.listByUser(id);
   * sessions.length; // 1
   */
  listByUser(userId: string): Promise<ServerSessionView[]> {
    return this.#call(async () => {
      const query = { userId: requireId(userId), all: false, before: null, limit: LIST_LIMIT };
      const listed = await this.#deps.admin.sessions(query);
      return listed.map(
        ({ session }): ServerSessionView => ({
          _id: session._id,
          createdAt: session.createdAt,
          lastSeenAt: coarseTime(session.lastSeenAt),
          expiresAt: session.expiresAt,
          userAgent: session.userAgent,
          ip: session.ip,
        }),
      );
    });
  }

  /**
   * Ends a session, from its next request on. Throws SESSION_NOT_FOUND, also when it has ended.
   *
   * @example
   * const [session] = await latchkey.sessions.listByUser(id);
   * await latchkey.sessions.revoke(session._id);
   */
  revoke(sessionId: string): Promise<void> {
    return this.#call(() => this.#deps.admin.revokeSession(requireId(sessionId, "SESSION_NOT_FOUND")));
  }

  /**
   * Ends every session of the user with one write. Throws USER_NOT_FOUND.
   *
   * @example
   * await latchkey.sessions.revokeAll(id);
   * await latchkey.sessions.listByUser(id); // []
   */
  revokeAll(userId: string): Promise<void> {
    return this.#call(() => this.#deps.admin.revokeSessions(requireId(userId)));
  }

  #call<T>(work: () => Promise<T>): Promise<T> {
    return withPublicErrors(async () => {
      await this.#deps.open();
      return work();
    });
  }
}
