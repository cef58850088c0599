/**
 * The ports that every database adapter implements. Plain objects go in and come out; no driver type leaves an adapter.
 *
 * Each verb is one atomic step, because read-then-write is the classic hole in authentication code: a store compares and
 * sets, and says who won. Nothing here spans two records, so no adapter needs multi-record transactions.
 *
 * Every verb rejects with {@link StoreUnavailableError} when the database cannot be reached or cannot write, and with the
 * driver's own error when the fault is a bug of ours. Times are epoch milliseconds; `_id` is a UUIDv7 string.
 */

/** An account. `passwordHash` is a PHC string (or a bcrypt hash that waits for its upgrade), never a plain text. */
export interface User {
  readonly _id: string;
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly avatarUrl: string | null;
  readonly emailVerifiedAt: number | null;
  readonly roles: readonly string[];
  readonly disabledAt: number | null;
  /** Rises by one when every session of the user must end; a session lives only in the epoch it was opened in. */
  readonly epoch: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly passwordChangedAt: number;
}

/** A spent refresh token that may still be answered: one of a burst of tabs, or the retry of a lost answer. */
export interface SpentToken {
  readonly generation: number;
  readonly keyId: string;
  readonly tokenHash: string;
  /** The salt from which the successor of this token is derived. */
  readonly salt: string;
  readonly supersededAt: number;
  readonly successorConfirmedAt: number | null;
  /** Hash of the `Idempotency-Key` with which the token was spent. */
  readonly retryKey: string | null;
}

export type OpenedBy = "browser" | "client";
export type RevokeReason = "logout" | "replaced" | "revoked" | "reuse" | "fork";

/** One sign-in on one device. No token is stored: only the hash of the current secret, and salts. */
export interface Session {
  readonly _id: string;
  readonly userId: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  /** Tokens of an earlier generation were ended by a password change and are refused. */
  readonly firstGeneration: number;
  readonly keyId: string;
  readonly tokenHash: string;
  readonly rotatedAt: number;
  readonly confirmedAt: number | null;
  readonly previous: readonly SpentToken[];
  readonly lateCount: number;
  readonly lateSince: number;
  readonly openedBy: OpenedBy;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly idleExpiresAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  readonly revokeReason: RevokeReason | null;
  readonly rememberMe: boolean;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

export type OneTimePurpose = "verify-email" | "reset-password" | "change-email";

/** A link that works once. Only the hash of its token is stored. */
export interface OneTimeToken {
  readonly hash: string;
  readonly purpose: OneTimePurpose;
  readonly userId: string;
  readonly payload: string | null;
  readonly expiresAt: number;
}

export interface AuditEvent {
  readonly _id: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly name: string;
  readonly at: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** What the hot path needs to judge a token: the session and its owner, as they are now. */
export interface AuthState {
  readonly session: Session;
  /** `null` when the account was deleted. */
  readonly user: User | null;
}

export type UniqueField = "username" | "email";

export interface UserStore {
  /** Adds a user. Under concurrent calls with one username or e-mail exactly one caller gets `created`. */
  create(user: User): Promise<{ kind: "created" } | { kind: "taken"; field: UniqueField }>;
  byId(id: string): Promise<User | null>;
  /** Finds by exactly one identifier, already in its canonical form. */
  byLogin(login: { username: string } | { email: string }): Promise<User | null>;
  /** Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. */
  compareAndSet(
    next: User,
    expectedVersion: number,
  ): Promise<{ kind: "stored" } | { kind: "conflict" } | { kind: "taken"; field: UniqueField }>;
  delete(id: string): Promise<{ kind: "deleted" } | { kind: "missing" }>;
}

export interface SessionStore {
  create(session: Session): Promise<void>;
  get(id: string): Promise<Session | null>;
  /** Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. */
  compareAndSet(next: Session, expectedVersion: number): Promise<{ kind: "stored" } | { kind: "conflict" }>;
  /** The user's sessions that are alive at `now` in `epoch`, newest first. */
  listByUser(query: { userId: string; epoch: number; now: number; limit: number }): Promise<Session[]>;
  /** Deletes at most `limit` sessions whose idle or absolute life was over at `now`; answers how many went. */
  deleteExpired(now: number, limit: number): Promise<number>;
}

export interface OneTimeTokenStore {
  /** Stores a token; an earlier one of the same user and purpose ends. */
  put(token: OneTimeToken): Promise<void>;
  /** Removes and returns the token if it exists and is not expired. Exactly one of concurrent callers receives it. */
  take(query: { hash: string; purpose: OneTimePurpose; now: number }): Promise<OneTimeToken | null>;
}

export interface AuditStore {
  append(event: AuditEvent): Promise<void>;
  /** The user's events, newest first. */
  listByUser(query: { userId: string; limit: number }): Promise<AuditEvent[]>;
}

export interface Store {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly audit: AuditStore;
  /** Connects, migrates and builds indexes. Everything else may be called once this resolved. */
  open(): Promise<void>;
  /**
   * The session and its user in one call. `userId` is a hint (the token's subject) that lets a document store read both
   * at once; the answer is the same without it.
   */
  authState(sessionId: string, userId?: string): Promise<AuthState | null>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Finishes what was accepted and releases the database. Further calls reject. */
  close(): Promise<void>;
}
