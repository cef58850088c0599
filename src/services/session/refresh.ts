import { hash, randomBytes } from "node:crypto";
import type { ClientInfo } from "../../http/clientInfo.js";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { AuthState, Session, Store, User } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { HOUR } from "../../utils/duration.js";
import { idOf } from "../../utils/ids.js";
import { networkOf } from "../../utils/ipAddress.js";
import { evidenceOf } from "../assurance/index.js";
import type { AuditLog } from "../audit/index.js";
import type { Events } from "../events/index.js";
import {
  decodeRefreshToken,
  deriveNextToken,
  hashSecret,
  type RefreshToken,
  type RefreshTokenKeyring,
  UnknownKeyError,
} from "../token/index.js";
import {
  type Decision,
  decide,
  deriveCurrentToken,
  type PresentedToken,
  type RotationPolicy,
  type RotationRequest,
} from "./rotation.js";
import { sessionEndedEvent } from "./sessionStatus.js";
import type { IssuedTokens, TokenIssuer } from "./tokenIssuer.js";

/** A refresh token as a request presents it: at a refresh, a sign-out or a sign-in. */
export interface RefreshTokenInput {
  readonly token: string;
  /** A token in the body is never treated as one of several tabs. */
  readonly cameFromCookie: boolean;
  readonly idempotencyKey: string | null;
  readonly client: ClientInfo;
}

/** A request with a genuine refresh token. It stays the same however often the request loses its race. */
export interface RefreshContext {
  readonly token: RefreshToken;
  readonly presented: PresentedToken;
  readonly nextToken: RefreshToken;
  readonly request: RotationRequest;
  readonly client: ClientInfo;
  /** A revocation whose outcome is unknown, because the store's answer was lost. */
  pendingRevocation: RevokeDecision | null;
}

/** A decision, and what it was made on. */
export interface Judgment {
  readonly decision: Decision;
  readonly state: AuthState | null;
  readonly now: number;
}

type RevokeDecision = Extract<Decision, { kind: "revoke" }>;
type RejectDecision = Extract<Decision, { kind: "reject" }>;

export interface SessionRefreshDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyring: RefreshTokenKeyring;
  readonly policy: RotationPolicy;
  readonly tokenIssuer: TokenIssuer;
  readonly audit: AuditLog;
  /** Notifies the owner that a copied token was used and the session has ended. Never rejects. */
  readonly onTheft: (theft: { user: User; client: ClientInfo }) => Promise<void>;
  readonly events: Events;
}

/**
 * Refreshes sessions. It is also the one place that judges a presented refresh token, whether it comes to be exchanged, with a
 * sign-out or with a sign-in: a spent token outside its window is a stolen token everywhere (RFC 9700 §4.14.2), or a thief
 * would sign out to hide the theft.
 */
export class SessionRefresh {
  readonly #deps: SessionRefreshDeps;

  constructor(deps: SessionRefreshDeps) {
    this.#deps = deps;
  }

  /**
   * Spends a refresh token: read, take the time, decide, compare and set. A request that loses the race starts over with the
   * record that won.
   *
   * Throws REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED, SESSION_REVOKED, SESSION_EXPIRED, EMAIL_NOT_VERIFIED, SECOND_FACTOR_REQUIRED, ENROLMENT_REQUIRED, and STORE_UNAVAILABLE
   * or {@link StoreUnavailableError} when the outcome is unknown: after those the same token still works.
   */
  async refresh(input: RefreshTokenInput): Promise<IssuedTokens> {
    const context = this.contextOf(input);
    if (context === null) {
      this.#deps.events.emit("refresh.decided", { decision: "reject" });
      throw new ApiError("REFRESH_TOKEN_INVALID");
    }
    return compareAndSetLoop(async () => this.#applyDecision(await this.judge(context), context));
  }

  /** `null` for a token that was not made here: without a valid tag nothing is read or written, so garbage can end no session. */
  contextOf({ token: text, cameFromCookie, idempotencyKey, client }: RefreshTokenInput): RefreshContext | null {
    const { keyring } = this.#deps;
    const token = decodeRefreshToken(keyring, text);
    if (token === null) return null;
    const salt = randomBytes(16).toString("base64url");
    const nextToken = deriveNextToken(keyring, token, { keyId: keyring.current.id, salt });
    return {
      token,
      presented: { generation: token.generation, tokenHash: hashSecret(token.secret) },
      nextToken,
      request: {
        fromBrowserCookie: cameFromCookie && client.isBrowser,
        retryKey: idempotencyKey === null ? null : hash("sha256", idempotencyKey, "base64url" as "hex"),
        network: networkOf(client.ip),
        successor: { keyId: nextToken.keyId, tokenHash: hashSecret(nextToken.secret), salt },
      },
      client,
      pendingRevocation: null,
    };
  }

  /** Reads the session, takes the time and decides. Writes nothing. */
  async judge({ token, presented, request, pendingRevocation }: RefreshContext): Promise<Judgment> {
    const state = await this.#deps.store.authState(token.sessionId);
    const now = this.#deps.clock.now();
    const decision = isOwnWrite(pendingRevocation, state)
      ? pendingRevocation
      : decide(state, presented, now, this.#deps.policy, request);
    return { decision, state, now };
  }

  /** Answers `undefined` when another request wrote the record first, so the token must be judged again. */
  async #applyDecision(judgment: Judgment, context: RefreshContext): Promise<IssuedTokens | undefined> {
    const { decision, state, now } = judgment;
    const { tokenIssuer, audit, events } = this.#deps;
    switch (decision.kind) {
      case "rotate": {
        const { user, session } = activeState(state);
        // Before anything is written: a refused user must not lose the token.
        const admission = await tokenIssuer.admit(user, evidenceOf(session), { rememberMe: session.rememberMe });
        if ((await this.#write(decision.next)) !== "stored") return undefined;
        events.emit("refresh.decided", { decision: "rotate" });
        const issued = { user, session: decision.next, token: context.nextToken, tokenIsNew: true };
        return tokenIssuer.issue({ ...issued, admission }, now);
      }
      case "repeat": {
        const { user, session: current } = activeState(state);
        const admission = await tokenIssuer.admit(user, evidenceOf(current), { rememberMe: current.rememberMe });
        if (decision.next !== null && (await this.#write(decision.next)) !== "stored") return undefined;
        const session = decision.next ?? current;
        if (decision.late) audit.record({ name: "refreshed_late", ...auditEntryOf(state, context) });
        this.#recordOtherNetwork(session, context);
        events.emit("refresh.decided", { decision: decision.late ? "late" : "repeat" });
        const token = this.#currentToken(context.token, session);
        return tokenIssuer.issue({ admission, user, session, token, tokenIsNew: !decision.presentedIsCurrent }, now);
      }
      case "revoke":
        if (!(await this.revokeStolen(decision, judgment, context))) return undefined;
        throw new ApiError("REFRESH_TOKEN_REUSED", { reason: decision.reason });
      case "reject":
        this.recordRejection(decision, judgment, context);
        events.emit("refresh.decided", { decision: "reject" });
        throw new ApiError(decision.code, decision.reason === null ? {} : { reason: decision.reason });
    }
  }

  /**
   * Ends the session whose token was stolen and reports the theft to the audit log, the metrics and the owner. The revoke was
   * decided on the record that it replaces, and is written over no other. Answers `false` when it is not stored: judge again.
   */
  async revokeStolen(decision: RevokeDecision, { state }: Judgment, context: RefreshContext): Promise<boolean> {
    const outcome = decision === context.pendingRevocation ? "stored" : await this.#write(decision.next);
    if (outcome === "unknown") context.pendingRevocation = decision;
    // Nothing is reported before it is stored: of two requests that find the same theft, one reports it.
    if (outcome !== "stored") return false;

    const { reason, next: session } = decision;
    const { client } = context;
    const spent = session.previous.find(({ generation }) => generation === context.token.generation);
    const detail = { ...auditEntryOf(state, context).detail, spentAt: spent?.supersededAt ?? null };
    const at = session.revokedAt ?? session.lastSeenAt;
    this.#deps.audit.append(sessionEndedEvent(session, { reason, at }, { client, detail }));
    this.#deps.events.emit("refresh.decided", { decision: reason });
    // Awaited, so that no crash after the answer can lose the email to the owner.
    if (reason === "reuse" && state?.user) await this.#deps.onTheft({ user: state.user, client });
    return true;
  }

  /** A refusal changes nothing, so its token can come again forever: one entry an hour, or it would fill the audit log. */
  recordRejection({ event }: RejectDecision, { state, now }: Judgment, context: RefreshContext): void {
    if (event === null) return;
    const { sessionId, generation } = context.token;
    const _id = idOf(Math.floor(now / HOUR) * HOUR, `${sessionId} ${generation} refused`);
    this.#deps.audit.record({ _id, name: event, ...auditEntryOf(state, context) });
  }

  async #write(next: Session): Promise<"stored" | "conflict" | "unknown"> {
    try {
      return (await this.#deps.store.sessions.compareAndSet(next, next.version - 1)).kind;
    } catch (error) {
      // The next read shows whether it was written.
      if (error instanceof StoreUnavailableError && error.outcome === "unknown") return "unknown";
      throw error;
    }
  }

  /**
   * A thief can ride along by repeating every spend at once. A repeat from another network shows it to the owner; it ends nothing,
   * because a phone changes networks too. One entry for each spend, or a burst of repeats would fill the audit log.
   */
  #recordOtherNetwork(session: Session, context: RefreshContext): void {
    const { generation } = context.token;
    const { network } = context.request;
    const spent = session.previous.find((entry) => entry.generation === generation);
    if (!spent?.network || network === null || network === spent.network) return;
    const _id = idOf(spent.supersededAt, `${session._id} ${generation} repeated from another network`);
    const { detail, ...entry } = auditEntryOf({ session, user: null }, context);
    this.#deps.audit.record({
      ...entry,
      _id,
      name: "token_repeated_from_other_network",
      detail: { ...detail, spentFrom: spent.network },
    });
  }

  #currentToken(presented: RefreshToken, session: Session): RefreshToken {
    try {
      return deriveCurrentToken(this.#deps.keyring, presented, session);
    } catch (error) {
      // The user has done nothing wrong: this server lacks a secret. The token still works on the others.
      if (error instanceof UnknownKeyError) {
        throw new ApiError("STORE_UNAVAILABLE", { retryAfterSeconds: 5, cause: error });
      }
      throw error;
    }
  }
}

/** Whether the store now holds the revocation of unknown outcome: then it was this request that ended the session. */
function isOwnWrite(pending: RevokeDecision | null, state: AuthState | null): pending is RevokeDecision {
  if (pending === null || state === null) return false;
  const { version, revokedAt, revokeReason } = state.session;
  const { next } = pending;
  return version === next.version && revokedAt === next.revokedAt && revokeReason === next.revokeReason;
}

/** The state that was rotated or repeated: `decide` does neither without a session and its account. */
export function activeState(state: AuthState | null): { session: Session; user: User } {
  if (state === null || state.user === null) throw new Error("A session without an account cannot be valid.");
  return { session: state.session, user: state.user };
}

/** What the audit log keeps of a presented token: whose it is and which generation, never the token. */
function auditEntryOf(state: AuthState | null, { token, client }: RefreshContext) {
  return {
    userId: state?.session.userId ?? null,
    sessionId: token.sessionId,
    client,
    detail: {
      presentedGeneration: token.generation,
      currentGeneration: state?.session.generation ?? null,
    },
  };
}
