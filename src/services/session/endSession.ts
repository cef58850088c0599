import type { ClientInfo } from "../../http/clientInfo.js";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { AuthState, RevokeReason, Session, Store } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import type { AuditTrail } from "../audit/index.js";
import type { AccessTokens } from "../token/index.js";
import { endingEvent } from "./endingEvent.js";
import type { PresentedRefreshToken, RefreshTokenInput } from "./presentedToken.js";
import type { RefreshTokenJudge } from "./refreshTokenJudge.js";
import { revoked } from "./rotation.js";
import { endOf } from "./sessionStanding.js";

interface Deps {
  store: Store;
  clock: Clock;
  accessTokens: AccessTokens;
  judge: RefreshTokenJudge;
  audit: AuditTrail;
}

export interface SessionEnding {
  /**
   * Ends the session that one of the presented tokens names; the first genuine one counts. Doing it again is no failure
   * (RFC 7009 §2.2). A refresh token is judged as at a refresh: a stolen one ends its session as a theft. Throws
   * ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED or REFRESH_TOKEN_INVALID when none is genuine, and ACCESS_TOKEN_MISSING when
   * there is none.
   */
  logout(presented: readonly PresentedLogoutToken[], by: SignOutRequest): Promise<void>;
  /**
   * Ends the session whose cookie a new sign-in is about to replace; as a theft when the cookie is a stolen one. A cookie that is
   * no token of ours is nothing.
   */
  replace(refreshToken: string, client: ClientInfo): Promise<void>;
  /** Ends the session in which the password was guessed: a client that guesses has a copy of it, and no right to more. */
  endForGuessing(sessionId: string, client: ClientInfo): Promise<void>;
  /** Ends one of the user's own sessions. Throws SESSION_NOT_FOUND, also for another user's. */
  revokeOwn(userId: string, sessionId: string, client: ClientInfo): Promise<void>;
}

export type PresentedLogoutToken =
  | { readonly kind: "access"; readonly token: string }
  | { readonly kind: "refresh"; readonly token: string; readonly cameFromCookie: boolean };

export type SignOutRequest = Pick<RefreshTokenInput, "client" | "idempotencyKey">;

type Refusal = "ACCESS_TOKEN_INVALID" | "ACCESS_TOKEN_EXPIRED" | "REFRESH_TOKEN_INVALID";

/** A token that was made here: it names a session, whatever its generation. */
interface Genuine {
  readonly sessionId: string;
  readonly refresh: PresentedRefreshToken | null;
}

export function createSessionEnding(deps: Deps): SessionEnding {
  async function verify(presented: PresentedLogoutToken, by: SignOutRequest): Promise<Genuine | Refusal> {
    if (presented.kind === "refresh") {
      const refresh = deps.judge.present({ ...presented, ...by });
      return refresh === null ? "REFRESH_TOKEN_INVALID" : { sessionId: refresh.token.sessionId, refresh };
    }
    const verdict = await deps.accessTokens.check(presented.token, deps.clock.now());
    if (verdict.kind === "valid") return { sessionId: verdict.claims.sessionId, refresh: null };
    return verdict.kind === "expired" ? "ACCESS_TOKEN_EXPIRED" : "ACCESS_TOKEN_INVALID";
  }

  return {
    logout: async (presented, by) => {
      const verified = await Promise.all(presented.map((token) => verify(token, by)));
      const [refusal = "ACCESS_TOKEN_MISSING"] = verified.filter((one) => typeof one === "string");
      const genuine = verified.filter((one) => typeof one !== "string");
      const [first] = genuine;
      if (first === undefined) throw new ApiError(refusal);

      let isOver = false;
      // Before an access token ends the session: the spent refresh token beside it may be the only sign of a theft.
      for (const { sessionId, refresh } of genuine) {
        if (refresh === null) continue;
        const isNamed = sessionId === first.sessionId;
        const outcome = await endPresented(deps, refresh, isNamed ? "logout" : null);
        if (isNamed && outcome === "over") isOver = true;
      }
      if (isOver) return;
      const hasAccess = genuine.some(({ sessionId, refresh }) => refresh === null && sessionId === first.sessionId);
      if (!hasAccess) throw new ApiError("REFRESH_TOKEN_INVALID");
      await end(deps, first.sessionId, "logout", by.client);
    },
    replace: async (token, client) => {
      const presented = deps.judge.present({ token, cameFromCookie: true, idempotencyKey: null, client });
      if (presented !== null) await endPresented(deps, presented, "replaced");
    },
    endForGuessing: async (sessionId, client) => {
      await end(deps, sessionId, "guessing", client);
    },
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

/**
 * Judges a refresh token, and ends its session for the reason given; with `null` only when the token is stolen. Answers whether the
 * session is over: a copy that comes too late, or a token that is newer than a restored database, ends nothing.
 */
function endPresented(
  deps: Deps,
  presented: PresentedRefreshToken,
  reason: RevokeReason | null,
): Promise<"over" | "alive"> {
  return compareAndSetLoop(async () => {
    const judgment = await deps.judge.judge(presented);
    switch (judgment?.kind) {
      case undefined:
        return undefined;
      case "stolen":
        return "over";
      case "reject": {
        const { state, event } = judgment;
        if (event !== null) return "alive";
        const isOver = state !== null && endOf(state, deps.clock.now()) !== null;
        // Else the token alone is over: it is older than a password change in its session.
        return isOver && reason !== null ? close(deps, state, reason, presented.client) : "over";
      }
      case "valid":
        return reason === null ? "alive" : revoke(deps, judgment.state.session, reason, presented.client);
    }
  });
}

function end(deps: Deps, sessionId: string, reason: RevokeReason, client: ClientInfo): Promise<"over"> {
  return compareAndSetLoop(async () => {
    const state = await deps.store.authState(sessionId);
    return state === null ? "over" : close(deps, state, reason, client);
  });
}

/** Also a session that something else has ended: a password change that is under way must not carry it over. */
async function close(deps: Deps, state: AuthState, reason: RevokeReason, client: ClientInfo) {
  if (state.session.revokedAt !== null) return "over";
  const before = endOf(state, deps.clock.now());
  // Time has ended it, for good: what comes later is not the cause.
  if (before?.code === "SESSION_EXPIRED") return "over";
  return revoke(deps, state.session, reason, before === null ? client : null);
}

/** `undefined` when somebody wrote in between: a refresh must not slip past a logout, nor a logout past a refresh. */
async function revoke(deps: Deps, session: Session, reason: RevokeReason, client: ClientInfo | null) {
  const now = deps.clock.now();
  const next = revoked(session, reason, now);
  const result = await deps.store.sessions.compareAndSet(next, session.version);
  if (result.kind !== "stored") return undefined;
  // Without a client there is nothing to tell: something else had ended it before, which its record says.
  if (client !== null) deps.audit.append(endingEvent(next, { cause: reason, at: now }, { client }));
  return "over" as const;
}
