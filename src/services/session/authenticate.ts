import type { Session, Store, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Background } from "../../utils/background.js";
import type { Clock } from "../../utils/clock.js";
import type { AccessTokens } from "../token/index.js";
import { confirmed } from "./rotation.js";
import { assertActive, type EndCause } from "./sessionStanding.js";

export interface Authenticated {
  readonly user: User;
  readonly sessionId: string;
  readonly generation: number;
}

export type Authenticate = (accessToken: string) => Promise<Authenticated>;

/**
 * Judges an access token on every request: the signature first, which costs no read, then the session and the user as they
 * are now, so that a logout, a ban or a password change counts at once.
 *
 * Throws ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, SESSION_REVOKED, SESSION_EXPIRED.
 */
export function createAuthenticate(deps: {
  store: Store;
  clock: Clock;
  accessTokens: AccessTokens;
  background: Background;
}): Authenticate {
  const confirming = new Set<string>();

  /** The answer that carried this generation has arrived. Once a generation, and no request waits for it. */
  function confirm(session: Session): void {
    const next = confirmed(session, deps.clock.now());
    if (next === null || confirming.has(session._id)) return;
    confirming.add(session._id);
    deps.background.run(async () => {
      try {
        // A lost race needs no repeat: somebody else confirmed it, spent it, or ended the session.
        await deps.store.sessions.compareAndSet(next, session.version);
      } finally {
        confirming.delete(session._id);
      }
    });
  }

  /** The record went with the account, or was cleared away long after its end. */
  async function causeOfGone(userId: string): Promise<EndCause> {
    return (await deps.store.users.byId(userId)) === null ? "deleted" : "unknown";
  }

  return async (accessToken) => {
    const verdict = await deps.accessTokens.check(accessToken, deps.clock.now());
    if (verdict.kind === "invalid") throw new ApiError("ACCESS_TOKEN_INVALID");
    if (verdict.kind === "expired") throw new ApiError("ACCESS_TOKEN_EXPIRED");
    const { claims } = verdict;

    const state = await deps.store.authState(claims.sessionId, claims.userId);
    if (state === null) throw new ApiError("SESSION_REVOKED", { reason: await causeOfGone(claims.userId) });
    const { session } = state;
    if (session.userId !== claims.userId) throw new ApiError("ACCESS_TOKEN_INVALID");
    assertActive(state, deps.clock.now());
    if (claims.generation > session.generation) throw new ApiError("ACCESS_TOKEN_INVALID");
    // Ended by a password change in this session, whose new tokens the client has or can still get by a refresh.
    if (claims.generation < session.firstGeneration) throw new ApiError("ACCESS_TOKEN_EXPIRED");

    if (claims.generation === session.generation) confirm(session);
    return { user: state.user, sessionId: session._id, generation: claims.generation };
  };
}
