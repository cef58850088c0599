import type { RevokeReason, Session, Store } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import type { Clock } from "../../utils/clock.js";
import { compareAndSetLoop } from "../../utils/compareAndSetLoop.js";
import type { AuditTrail } from "../audit/index.js";
import { type AccessTokens, decodeRefreshToken, type RefreshTokenKeyring } from "../token/index.js";
import { endingEvent } from "./endingEvent.js";
import { revoked } from "./rotation.js";
import { endOf } from "./sessionStanding.js";

interface Deps {
  store: Store;
  clock: Clock;
  accessTokens: AccessTokens;
  keyring: RefreshTokenKeyring;
  audit: AuditTrail;
}

export interface SessionEnding {
  /**
   * Ends the session that one of the presented tokens names; the first genuine one counts. Doing it again is no failure
   * (RFC 7009 §2.2). Throws ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED or REFRESH_TOKEN_INVALID when none is genuine, and
   * ACCESS_TOKEN_MISSING when there is none.
   */
  logout(presented: readonly PresentedLogoutToken[], client: ClientInfo): Promise<void>;
  /** Ends the session whose cookie a new sign-in is about to replace. A cookie that is no token of ours is nothing. */
  replace(refreshToken: string, client: ClientInfo): Promise<void>;
  /** Ends the session in which the password was guessed: whoever guesses has a copy of it, and no right to more. */
  endForGuessing(sessionId: string, client: ClientInfo): Promise<void>;
  /** Ends one of the user's own sessions. Throws SESSION_NOT_FOUND, also for another user's. */
  revokeOwn(userId: string, sessionId: string, client: ClientInfo): Promise<void>;
}

export interface PresentedLogoutToken {
  readonly kind: "access" | "refresh";
  readonly token: string;
}

type Genuine =
  | { sessionId: string }
  | { code: "ACCESS_TOKEN_INVALID" | "ACCESS_TOKEN_EXPIRED" | "REFRESH_TOKEN_INVALID" };

export function createSessionEnding(deps: Deps): SessionEnding {
  /** A genuine token was made here for this session, whatever its generation; to end a session, that is enough. */
  async function judge({ kind, token }: PresentedLogoutToken): Promise<Genuine> {
    if (kind === "refresh") {
      const decoded = decodeRefreshToken(deps.keyring, token);
      return decoded === null ? { code: "REFRESH_TOKEN_INVALID" } : { sessionId: decoded.sessionId };
    }
    const verdict = await deps.accessTokens.check(token, deps.clock.now());
    if (verdict.kind === "valid") return { sessionId: verdict.claims.sessionId };
    return { code: verdict.kind === "expired" ? "ACCESS_TOKEN_EXPIRED" : "ACCESS_TOKEN_INVALID" };
  }

  return {
    logout: async (presented, client) => {
      const judged = await Promise.all(presented.map(judge));
      const genuine = judged.find((verdict) => "sessionId" in verdict);
      if (genuine !== undefined) return end(deps, genuine.sessionId, "logout", client);
      const refused = judged.find((verdict) => "code" in verdict);
      throw new ApiError(refused?.code ?? "ACCESS_TOKEN_MISSING");
    },
    replace: async (refreshToken, client) => {
      const decoded = decodeRefreshToken(deps.keyring, refreshToken);
      if (decoded !== null) await end(deps, decoded.sessionId, "replaced", client);
    },
    endForGuessing: (sessionId, client) => end(deps, sessionId, "guessing", client),
    revokeOwn: async (userId, sessionId, client) => {
      await compareAndSetLoop(async () => {
        const state = await deps.store.authState(sessionId, userId);
        const isAlive = state !== null && endOf(state, deps.clock.now()) === null;
        if (!isAlive || state.session.userId !== userId) throw new ApiError("SESSION_NOT_FOUND");
        return revoke(deps, state.session, "revoked", client);
      });
    },
  };
}

async function end(deps: Deps, sessionId: string, reason: RevokeReason, client: ClientInfo): Promise<void> {
  await compareAndSetLoop(async () => {
    const state = await deps.store.authState(sessionId);
    if (state === null || state.session.revokedAt !== null) return "ended";
    const before = endOf(state, deps.clock.now());
    // Time has ended it, for good: what comes later is not the cause.
    if (before?.code === "SESSION_EXPIRED") return "ended";
    return revoke(deps, state.session, reason, before === null ? client : null);
  });
}

/** `undefined` when somebody wrote in between: a refresh must not slip past a logout, nor a logout past a refresh. */
async function revoke(deps: Deps, session: Session, reason: RevokeReason, client: ClientInfo | null) {
  const now = deps.clock.now();
  const next = revoked(session, reason, now);
  const result = await deps.store.sessions.compareAndSet(next, session.version);
  if (result.kind !== "stored") return undefined;
  // Without a client there is nothing to tell: something else had ended it before, which its record says.
  if (client !== null) deps.audit.append(endingEvent(next, { cause: reason, at: now }, { client }));
  return "ended";
}
