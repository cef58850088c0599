import type { ClientInfo } from "../../http/clientInfo.js";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { AuthenticationMethod, AuthState, RevokeReason, Session, Store } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import type { AuditLog } from "../audit/index.js";
import type { AccessTokens } from "../token/index.js";
import { activeState, type RefreshContext, type RefreshTokenInput, type SessionRefresh } from "./refresh.js";
import { revoked } from "./rotation.js";
import { sessionEndedEvent, terminationOf } from "./sessionStatus.js";

export type PresentedLogoutToken =
  | { readonly kind: "access"; readonly token: string }
  | { readonly kind: "refresh"; readonly token: string; readonly cameFromCookie: boolean };

const PAGE_SIZE = 100;

type LogoutRequest = Pick<RefreshTokenInput, "client" | "idempotencyKey">;

type Refusal = "ACCESS_TOKEN_INVALID" | "ACCESS_TOKEN_EXPIRED" | "REFRESH_TOKEN_INVALID";

/** A token that was made here: it names a session, whatever its generation. */
interface GenuineToken {
  readonly sessionId: string;
  /** `null` for an access token. */
  readonly refresh: RefreshContext | null;
}

export interface SessionRevocationDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly accessTokens: AccessTokens;
  readonly sessionRefresh: SessionRefresh;
  readonly audit: AuditLog;
}

/** Ends single sessions. All sessions of a user end by the user's epoch instead. */
export class SessionRevocation {
  readonly #deps: SessionRevocationDeps;

  constructor(deps: SessionRevocationDeps) {
    this.#deps = deps;
  }

  /**
   * Ends the session that one of the presented tokens names; the first genuine one counts. Repeating it is no failure
   * (RFC 7009 §2.2). A refresh token is judged as at a refresh: a stolen one ends its session as a theft.
   *
   * Throws ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED or REFRESH_TOKEN_INVALID when no token is genuine, ACCESS_TOKEN_MISSING
   * when there is no token.
   */
  async logout(presented: readonly PresentedLogoutToken[], request: LogoutRequest): Promise<void> {
    const verified = await Promise.all(presented.map((token) => this.#verify(token, request)));
    const [refusal = "ACCESS_TOKEN_MISSING"] = verified.filter((one) => typeof one === "string");
    const genuine = verified.filter((one) => typeof one !== "string");
    const [first] = genuine;
    if (first === undefined) throw new ApiError(refusal);

    let isOver = false;
    // Before an access token ends the session: the spent refresh token beside it may be the only sign of a theft.
    for (const { sessionId, refresh } of genuine) {
      if (refresh === null) continue;
      const isNamed = sessionId === first.sessionId;
      const outcome = await this.#endPresented(refresh, isNamed ? "logout" : null);
      if (isNamed && outcome === "over") isOver = true;
    }
    if (isOver) return;
    const hasAccess = genuine.some(({ sessionId, refresh }) => refresh === null && sessionId === first.sessionId);
    if (!hasAccess) throw new ApiError("REFRESH_TOKEN_INVALID");
    await this.#end(first.sessionId, "logout", request.client);
  }

  /**
   * Ends the session whose cookie a new sign-in replaces; as a theft when the cookie is a stolen one. A cookie that was not made
   * here is ignored.
   */
  async revokeReplaced(refreshToken: string, client: ClientInfo): Promise<void> {
    const input = { token: refreshToken, cameFromCookie: true, idempotencyKey: null, client };
    const context = this.#deps.sessionRefresh.contextOf(input);
    if (context !== null) await this.#endPresented(context, "replaced");
  }

  /** Ends the session in which the password was guessed: a client that guesses it does not own the account. */
  async revokeForGuessing(sessionId: string, client: ClientInfo): Promise<void> {
    await this.#end(sessionId, "guessing", client);
  }

  /** Ends one of the user's own sessions. Throws SESSION_NOT_FOUND, also for another user's session. */
  async revokeOwn(userId: string, sessionId: string, client: ClientInfo): Promise<void> {
    await compareAndSetLoop(async () => {
      const state = await this.#deps.store.authState(sessionId, userId);
      const isActive = state !== null && terminationOf(state, this.#deps.clock.now()) === null;
      if (!isActive || state.session.userId !== userId) throw new ApiError("SESSION_NOT_FOUND");
      return this.#revoke(state.session, "revoked", client);
    });
  }

  /**
   * Ends the user's sessions, but one, in which they have proved by this method who they are. All that are stored are looked at:
   * nobody hides one behind many others.
   */
  async revokeProvedBy(
    method: AuthenticationMethod["method"],
    { userId, except, client }: { userId: string; except: string | null; client: ClientInfo },
  ): Promise<void> {
    const { store } = this.#deps;
    let before: string | null = null;
    for (;;) {
      const page: Session[] = await store.sessions.listAllByUser({ userId, before, limit: PAGE_SIZE });
      const proved = page.filter(({ _id, methods }) => _id !== except && methods.some((one) => one.method === method));
      await Promise.all(proved.map(({ _id }) => this.#end(_id, "revoked", client)));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_SIZE) return;
      before = last._id;
    }
  }

  async #verify(presented: PresentedLogoutToken, request: LogoutRequest): Promise<GenuineToken | Refusal> {
    const { sessionRefresh, accessTokens, clock } = this.#deps;
    if (presented.kind === "refresh") {
      const refresh = sessionRefresh.contextOf({ ...presented, ...request });
      return refresh === null ? "REFRESH_TOKEN_INVALID" : { sessionId: refresh.token.sessionId, refresh };
    }
    const verdict = await accessTokens.check(presented.token, clock.now());
    if (verdict.kind === "valid") return { sessionId: verdict.claims.sessionId, refresh: null };
    return verdict.kind === "expired" ? "ACCESS_TOKEN_EXPIRED" : "ACCESS_TOKEN_INVALID";
  }

  /**
   * Judges a refresh token and ends its session for the reason given; with `null` only when the token is stolen. Answers whether the
   * session is over: a stale copy of a request, or a token that is newer than a restored database, ends nothing.
   */
  #endPresented(context: RefreshContext, reason: RevokeReason | null): Promise<"over" | "alive"> {
    const { sessionRefresh, clock } = this.#deps;
    return compareAndSetLoop(async () => {
      const judgment = await sessionRefresh.judge(context);
      const { decision, state } = judgment;
      switch (decision.kind) {
        case "rotate":
        case "repeat":
          return reason === null ? "alive" : this.#revoke(activeState(state).session, reason, context.client);
        case "revoke":
          return (await sessionRefresh.revokeStolen(decision, judgment, context)) ? "over" : undefined;
        case "reject": {
          sessionRefresh.recordRejection(decision, judgment, context);
          if (decision.event !== null) return "alive";
          const isOver = state !== null && terminationOf(state, clock.now()) !== null;
          // Else only the token is over: it is older than a password change in its session.
          return isOver && reason !== null ? this.#close(state, reason, context.client) : "over";
        }
      }
    });
  }

  #end(sessionId: string, reason: RevokeReason, client: ClientInfo): Promise<"over"> {
    return compareAndSetLoop(async () => {
      const state = await this.#deps.store.authState(sessionId);
      return state === null ? "over" : this.#close(state, reason, client);
    });
  }

  /** Also revokes a session that something else has ended: a password change under way must not carry it over. */
  async #close(state: AuthState, reason: RevokeReason, client: ClientInfo): Promise<"over" | undefined> {
    if (state.session.revokedAt !== null) return "over";
    const before = terminationOf(state, this.#deps.clock.now());
    // It expired, for good: what comes later is not the reason.
    if (before?.code === "SESSION_EXPIRED") return "over";
    return this.#revoke(state.session, reason, before === null ? client : null);
  }

  /** `undefined` when another request wrote first: a refresh must not slip past a logout, nor a logout past a refresh. */
  async #revoke(session: Session, reason: RevokeReason, client: ClientInfo | null): Promise<"over" | undefined> {
    const now = this.#deps.clock.now();
    const next = revoked(session, reason, now);
    const result = await this.#deps.store.sessions.compareAndSet(next, session.version);
    if (result.kind !== "stored") return undefined;
    // Without a client there is nothing to report: the session had ended before, as its record shows.
    if (client !== null) this.#deps.audit.append(sessionEndedEvent(next, { reason, at: now }, { client }));
    return "over";
  }
}
