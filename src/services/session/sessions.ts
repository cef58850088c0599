import { randomBytes } from "node:crypto";
import type { ClientInfo } from "../../http/clientInfo.js";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { AuthenticationMethod, Session, Store, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { BackgroundTasks } from "../../utils/BackgroundTasks.js";
import type { Clock } from "../../utils/clock.js";
import { newId } from "../../utils/ids.js";
import { coarseTime } from "../../utils/utcTime.js";
import {
  type Assurance,
  assuranceOf,
  type Enrolled,
  type Evidence,
  evidenceOf,
  withMethod,
} from "../assurance/index.js";
import type { Events } from "../events/index.js";
import { type AccessTokens, hashSecret, type RefreshToken, type RefreshTokenKeyring } from "../token/index.js";
import { confirmed } from "./rotation.js";
import { assertActive, type TerminationReason, terminationOf } from "./sessionStatus.js";
import type { IssuedAccessToken, IssuedTokens, TokenIssuer } from "./tokenIssuer.js";

export interface Authenticated {
  readonly user: User;
  readonly sessionId: string;
  readonly generation: number;
  readonly assurance: Assurance;
}

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

/** A session after another proof, and the access token that says it. */
export interface ProvenSession {
  readonly assurance: Assurance;
  readonly token: IssuedAccessToken;
}

/** What a session begins with. */
export interface SessionStart {
  readonly rememberMe: boolean;
  readonly client: ClientInfo;
  readonly evidence: Evidence;
  /** The second factors of the user, where the caller has read them. */
  readonly known?: Enrolled;
}

export interface SessionsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly accessTokens: AccessTokens;
  readonly keyring: RefreshTokenKeyring;
  readonly tokenIssuer: TokenIssuer;
  readonly background: BackgroundTasks;
  /** How long a session lasts without a refresh, in milliseconds. */
  readonly idle: number;
  /** How long a session lasts at most, in milliseconds. */
  readonly absolute: number;
  readonly events: Events;
}

const LIST_LIMIT = 100;

/** Opens, renews, authenticates and lists sessions. */
export class Sessions {
  readonly #deps: SessionsDeps;
  /** The sessions whose confirmation is being written. */
  readonly #confirming = new Set<string>();

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  /** Opens a session for a user who has just proved who they are. One write. Throws as {@link TokenIssuer.issue} does. */
  async open(user: User, { rememberMe, client, evidence, known }: SessionStart): Promise<IssuedTokens> {
    const { store, clock, keyring, tokenIssuer, idle, absolute, events } = this.#deps;
    const admission = await tokenIssuer.admit(user, evidence, { known, rememberMe });
    const now = clock.now();
    const token = randomToken(keyring, newId(now), 0);
    const expiresAt = now + absolute;
    const session: Session = {
      _id: token.sessionId,
      userId: user._id,
      epoch: user.epoch,
      version: 0,
      generation: 0,
      firstGeneration: 0,
      keyId: token.keyId,
      tokenHash: hashSecret(token.secret),
      rotatedAt: now,
      confirmedAt: null,
      previous: [],
      lateCount: 0,
      lateSince: now,
      openedBy: client.isBrowser ? "browser" : "client",
      methods: evidence.methods,
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: Math.min(now + idle, expiresAt),
      expiresAt,
      revokedAt: null,
      revokeReason: null,
      rememberMe,
      userAgent: client.userAgent,
      ip: client.ip,
    };
    await store.sessions.create(session);
    events.emit("session.opened");
    return tokenIssuer.issue({ admission, user, session, token, tokenIsNew: true }, now);
  }

  /**
   * Carries the session in which the password or a factor was changed over into the user's new epoch, with what was just proved. The
   * new token has a random secret, so no older token, nor a copy of one, leads to it, and none of the older tokens is accepted again.
   *
   * Throws SESSION_REVOKED or SESSION_EXPIRED when the session ended in the meantime: a change revives nothing; and as
   * {@link TokenIssuer.admit} does.
   */
  renew(user: User, sessionId: string, proved: AuthenticationMethod | null): Promise<IssuedTokens> {
    const { store, clock, keyring, tokenIssuer, idle } = this.#deps;
    return compareAndSetLoop(async () => {
      const session = await store.sessions.get(sessionId);
      const now = clock.now();
      if (session === null || session.epoch !== user.epoch - 1) {
        const termination = session === null ? null : terminationOf({ session, user }, now);
        throw new ApiError("SESSION_REVOKED", { reason: termination?.reason ?? "unknown" });
      }
      // Before its time is extended: hashing the password takes a while, and the session may have expired by now.
      assertActive({ session: { ...session, epoch: user.epoch }, user }, now);
      const token = randomToken(keyring, sessionId, session.generation + 1);
      const idleExpiresAt = Math.min(now + idle, session.expiresAt);
      const next = renewed(withProof(session, proved), user, token, idleExpiresAt, now);
      const admission = await tokenIssuer.admit(user, evidenceOf(next));
      const result = await store.sessions.compareAndSet(next, session.version);
      if (result.kind === "conflict") return undefined;
      return tokenIssuer.issue({ admission, user, session: next, token, tokenIsNew: true }, now);
    });
  }

  /**
   * Notes in a session that its user has just proved again who they are. The refresh token stays as it is; the access token says
   * the new level to other services.
   * Throws SESSION_REVOKED or SESSION_EXPIRED when the session ended in the meantime, and as {@link TokenIssuer.issue} does.
   */
  prove(user: User, sessionId: string, method: AuthenticationMethod): Promise<ProvenSession> {
    const { store, clock, tokenIssuer } = this.#deps;
    return compareAndSetLoop(async () => {
      const session = await store.sessions.get(sessionId);
      if (session === null) throw new ApiError("SESSION_REVOKED", { reason: await this.#reasonOfMissing(user._id) });
      const now = clock.now();
      assertActive({ session, user }, now);
      const next = { ...withProof(session, method), version: session.version + 1 };
      const admission = await tokenIssuer.admit(user, evidenceOf(next));
      const result = await store.sessions.compareAndSet(next, session.version);
      if (result.kind === "conflict") return undefined;
      const token = tokenIssuer.issueAccessToken({ admission, user, session: next }, now);
      return { assurance: assuranceOf(next.methods), token };
    });
  }

  /**
   * Checks an access token on every request: the signature first, which costs no read, then the session and the user as they
   * are stored now, so that a logout, a ban or a password change takes effect at once.
   *
   * Throws ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, SESSION_REVOKED, SESSION_EXPIRED.
   */
  async authenticate(accessToken: string): Promise<Authenticated> {
    const { store, clock, accessTokens } = this.#deps;
    const verdict = await accessTokens.check(accessToken, clock.now());
    if (verdict.kind === "invalid") throw new ApiError("ACCESS_TOKEN_INVALID");
    if (verdict.kind === "expired") throw new ApiError("ACCESS_TOKEN_EXPIRED");
    const { claims } = verdict;

    const state = await store.authState(claims.sessionId, claims.userId);
    if (state === null) throw new ApiError("SESSION_REVOKED", { reason: await this.#reasonOfMissing(claims.userId) });
    const { session } = state;
    if (session.userId !== claims.userId) throw new ApiError("ACCESS_TOKEN_INVALID");
    assertActive(state, clock.now());
    if (claims.generation > session.generation) throw new ApiError("ACCESS_TOKEN_INVALID");
    // A password change in this session ended the token. The client has the new tokens, or gets them by a refresh.
    if (claims.generation < session.firstGeneration) throw new ApiError("ACCESS_TOKEN_EXPIRED");

    if (claims.generation === session.generation) this.#confirm(session);
    const assurance = assuranceOf(session.methods);
    return { user: state.user, sessionId: session._id, generation: claims.generation, assurance };
  }

  /** The user's active sessions, newest first, one hundred at most. */
  async list(userId: string, currentSessionId: string): Promise<SessionView[]> {
    const { store, clock } = this.#deps;
    const user = await store.users.byId(userId);
    if (user === null) return [];
    const active = await store.sessions.listByUser({
      userId,
      epoch: user.epoch,
      now: clock.now(),
      limit: LIST_LIMIT,
    });
    return active.map((session) => ({
      _id: session._id,
      current: session._id === currentSessionId,
      createdAt: session.createdAt,
      lastSeenAt: coarseTime(session.lastSeenAt),
      expiresAt: session.expiresAt,
      userAgent: session.userAgent,
      ip: session.ip,
    }));
  }

  /** The token is in use, so the answer that carried its generation has arrived. Written once a generation; no request waits. */
  #confirm(session: Session): void {
    const next = confirmed(session, this.#deps.clock.now());
    if (next === null || this.#confirming.has(session._id)) return;
    this.#confirming.add(session._id);
    this.#deps.background.run(async () => {
      try {
        // A lost race is not repeated: another request confirmed the generation, spent it, or ended the session.
        await this.#deps.store.sessions.compareAndSet(next, session.version);
      } finally {
        this.#confirming.delete(session._id);
      }
    });
  }

  /** The record was deleted with the account, or by the cleanup long after the session's end. */
  async #reasonOfMissing(userId: string): Promise<TerminationReason> {
    return (await this.#deps.store.users.byId(userId)) === null ? "deleted" : "unknown";
  }
}

/** A token with a random secret: no token issued before leads to it. */
export function randomToken(keyring: RefreshTokenKeyring, sessionId: string, generation: number): RefreshToken {
  return { keyId: keyring.current.id, sessionId, generation, secret: randomBytes(32) };
}

function withProof(session: Session, proved: AuthenticationMethod | null): Session {
  return proved === null ? session : { ...session, methods: withMethod(session.methods, proved) };
}

function renewed(session: Session, user: User, token: RefreshToken, idleExpiresAt: number, now: number): Session {
  return {
    ...session,
    epoch: user.epoch,
    version: session.version + 1,
    generation: token.generation,
    firstGeneration: token.generation,
    keyId: token.keyId,
    tokenHash: hashSecret(token.secret),
    rotatedAt: now,
    confirmedAt: null,
    previous: [],
    lastSeenAt: now,
    idleExpiresAt,
  };
}
