/**
 * The ports that every database adapter implements. Plain objects go in and come out; no driver type leaves an adapter.
 *
 * Each verb is one atomic step, because read-then-write is the classic hole in authentication code: a store compares and
 * sets, and says who won. Nothing here spans two records, so no adapter needs multi-record transactions.
 *
 * Every verb rejects with {@link StoreUnavailableError} when the database cannot be reached or cannot write, and with the
 * driver's own error when the fault is a bug of ours. Times are epoch milliseconds; `_id` is a UUIDv7 string.
 */

import type {
  AuditEvent,
  AuthState,
  EmailCodes,
  Identity,
  OneTimePurpose,
  OneTimeToken,
  Passkey,
  QueuedJob,
  RateLimitCounter,
  SecondFactors,
  Session,
  SigningKey,
  UniqueField,
  User,
} from "./records.js";

export type * from "./records.js";

export type CreateResult = { kind: "created" } | { kind: "taken"; field: UniqueField };

/** Of a record whose id, and nothing else, somebody else may have taken. */
export type CreateOnceResult = { kind: "created" } | { kind: "taken" };

export type CompareAndSetResult = { kind: "stored" } | { kind: "conflict" };

export interface UserStore {
  /**
   * Adds a user. Under concurrent calls with one username or email exactly one caller gets `created`. Users without a username do
   * not compete for one.
   */
  create(user: User): Promise<CreateResult>;
  /**
   * Adds each of the users as `create` does, and answers in their order. Each is a step of its own: when the call rejects,
   * some may be there and others not, but none by half.
   */
  createMany(users: readonly User[]): Promise<CreateResult[]>;
  /** Which of the usernames and of the email addresses, in their canonical form, are taken; in no order. */
  findTaken(candidates: { usernames: readonly string[]; emails: readonly string[] }): Promise<{
    usernames: string[];
    emails: string[];
  }>;
  byId(id: string): Promise<User | null>;
  /** Finds by exactly one identifier, already in its canonical form. */
  byLogin(login: { username: string } | { email: string }): Promise<User | null>;
  /** Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. */
  compareAndSet(
    next: User,
    expectedVersion: number,
  ): Promise<{ kind: "stored" } | { kind: "conflict" } | { kind: "taken"; field: UniqueField }>;
  /**
   * Deletes the user, with `expectedVersion` only while that is the stored version: `missing` then also says that it has
   * another one. Of concurrent calls exactly one gets `deleted`.
   */
  delete(id: string, expectedVersion?: number): Promise<{ kind: "deleted" } | { kind: "missing" }>;
  /**
   * Users in ascending order of the field `by`, of those whose value begins with `prefix`; the ones after the value `after`
   * when it is not `null`. By username only those who have one.
   */
  list(query: { by: "_id" | UniqueField; prefix: string; after: string | null; limit: number }): Promise<User[]>;
  /**
   * The lowest password hash above `after`, in the order of characters, of those that are not made as today: their accounts
   * wait for an upgrade. `null` without any.
   */
  nextLegacyHash(after: string): Promise<string | null>;
}

export interface SessionStore {
  create(session: Session): Promise<void>;
  get(id: string): Promise<Session | null>;
  /**
   * Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. Whose session
   * it is and when it was opened never change, and an end is never taken back: `next` must have the `userId` and `createdAt`
   * of the record, and its `revokedAt` and `revokeReason` once they are set.
   */
  compareAndSet(next: Session, expectedVersion: number): Promise<CompareAndSetResult>;
  /** The user's sessions that are alive at `now` in `epoch`, newest first. */
  listByUser(query: { userId: string; epoch: number; now: number; limit: number }): Promise<Session[]>;
  /**
   * The user's sessions, ended ones too, newest first by `_id`; after the one named by `before` when it is not `null`.
   */
  listAllByUser(query: { userId: string; before: string | null; limit: number }): Promise<Session[]>;
  /**
   * At most `limit` sessions whose idle or absolute life was over at `before`, longest over first. Both are exact to the day:
   * those that ended within a day of each other come in any order, and those that ended in the last day may be missing.
   */
  listExpired(before: number, limit: number): Promise<Session[]>;
  /** Deletes those of the named sessions whose life was over at `before`; answers how many went. */
  deleteExpired(ids: readonly string[], before: number): Promise<number>;
  /** Deletes every session of the user; answers how many went. */
  deleteByUser(userId: string): Promise<number>;
}

export interface OneTimeTokenStore {
  /** Stores a token; an earlier one of the same user and purpose ends. */
  put(token: OneTimeToken): Promise<void>;
  /** Removes and returns the token if it exists and is not expired. Exactly one of concurrent callers receives it. */
  take(query: { hash: string; purpose: OneTimePurpose; now: number }): Promise<OneTimeToken | null>;
  /** The token as `take` would return it, left where it is. */
  find(query: { hash: string; purpose: OneTimePurpose; now: number }): Promise<OneTimeToken | null>;
  /** The user's tokens, in no order. */
  listByUser(userId: string): Promise<OneTimeToken[]>;
  /** Deletes at most `limit` tokens that had expired at `now`; answers how many went. */
  deleteExpired(now: number, limit: number): Promise<number>;
  /** Deletes every token of the user; answers how many went. */
  deleteByUser(userId: string): Promise<number>;
}

export interface AuditStore {
  /** Adds an event. An event whose `_id` exists stays unchanged, so a repeated one is stored once. */
  append(event: AuditEvent): Promise<void>;
  /** Everybody's events, newest first by `_id`; those older than `before` when it is not `null`. */
  list(query: { before: string | null; limit: number }): Promise<AuditEvent[]>;
  /** The user's events, newest first by `_id`; those older than `before` when it is not `null`. */
  listByUser(query: { userId: string; before: string | null; limit: number }): Promise<AuditEvent[]>;
  /** Deletes at most `limit` events of before `time`, oldest first; answers how many went. */
  deleteBefore(time: number, limit: number): Promise<number>;
  /**
   * Bounds what is kept of the user: deletes events beyond `max`, at most `limit` of them, and answers how many went. Of the
   * oldest `max + limit` the lowest rank goes first, and of one rank the oldest; a name without a rank goes last. Concurrent
   * calls agree on what goes, so together they leave as many as one.
   */
  trimByUser(query: AuditTrim): Promise<number>;
  /** Deletes every event of the user; answers how many went. */
  deleteByUser(userId: string): Promise<number>;
}

export interface AuditTrim {
  readonly userId: string;
  readonly max: number;
  readonly limit: number;
  /** By the name of the event. */
  readonly ranks: Readonly<Record<string, number>>;
}

export interface JobQueue {
  add(job: QueuedJob): Promise<void>;
  /**
   * Takes the job that has been due longest at `now` on a lease: `attempts` rises by one and it is due again at
   * `leaseUntil`, unless it was removed or postponed by then. Exactly one of concurrent callers receives a job.
   */
  claim(query: { now: number; leaseUntil: number }): Promise<QueuedJob | null>;
  /** Makes a claimed job due at `dueAt`, unless somebody claimed it again since (`attempts` shows it). */
  postpone(job: { _id: string; attempts: number; dueAt: number }): Promise<void>;
  /** Removes a claimed job, unless somebody claimed it again since. */
  remove(job: { _id: string; attempts: number }): Promise<void>;
  /** The user's jobs, in no order. */
  listByUser(userId: string): Promise<QueuedJob[]>;
  /** Deletes every job of the user; answers how many went. */
  deleteByUser(userId: string): Promise<number>;
}

export interface RateLimitStore {
  /**
   * Adds `points` to the counter and answers what it holds then; a counter that is missing or over at `now` starts again
   * and ends at `expiresAt`. One that would end later was begun by a clock that was ahead, and ends then too. Concurrent
   * calls are all counted, each answered with a value of its own.
   */
  add(query: { key: string; points: number; now: number; expiresAt: number }): Promise<RateLimitCounter>;
  /** Sets the counter, whatever it held. */
  set(query: { key: string; points: number; expiresAt: number }): Promise<RateLimitCounter>;
  /** The counter, or `null` when it is missing or over at `now`. */
  get(query: { key: string; now: number }): Promise<RateLimitCounter | null>;
  /** Answers whether there was one. */
  delete(key: string): Promise<boolean>;
  /** Deletes at most `limit` counters that were over at `now`; answers how many went. */
  deleteExpired(now: number, limit: number): Promise<number>;
}

export interface SigningKeyStore {
  /** Every key, in the order of `sequence`. */
  list(): Promise<SigningKey[]>;
  /** Adds a key. Of concurrent calls with one `sequence` exactly one gets `created`. */
  create(key: SigningKey): Promise<CreateOnceResult>;
  /** Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. */
  compareAndSet(next: SigningKey, expectedVersion: number): Promise<CompareAndSetResult>;
  /** Answers whether there was one. */
  delete(id: string): Promise<boolean>;
}

export interface SecondFactorStore {
  get(userId: string): Promise<SecondFactors | null>;
  /** Adds the record of a user. Of concurrent calls for one user exactly one gets `created`; `taken` replaces nothing. */
  create(record: SecondFactors): Promise<CreateOnceResult>;
  /**
   * Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. A code is spent
   * by this step: of concurrent calls with one version exactly one gets `stored`. A missing record is a conflict.
   */
  compareAndSet(next: SecondFactors, expectedVersion: number): Promise<CompareAndSetResult>;
  /** Answers whether there was one. Of concurrent calls exactly one gets `true`. */
  delete(userId: string): Promise<boolean>;
}

export interface PasskeyStore {
  get(id: string): Promise<Passkey | null>;
  /** Adds a passkey. Of concurrent calls with one `_id` exactly one gets `created`, of all users; `taken` replaces nothing. */
  create(passkey: Passkey): Promise<CreateOnceResult>;
  /**
   * Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. A challenge is
   * spent by this step: of concurrent calls with one version exactly one gets `stored`. A missing passkey is a conflict. Whose
   * it is and when it was made never change: `next` must have the `userId` and `createdAt` of the record.
   */
  compareAndSet(next: Passkey, expectedVersion: number): Promise<CompareAndSetResult>;
  /** Deletes a passkey of the user, and nobody else's; answers whether there was one. Of concurrent calls exactly one gets `true`. */
  delete(passkey: { id: string; userId: string }): Promise<boolean>;
  /** The user's passkeys, oldest first, and of one time by `_id`. */
  listByUser(userId: string): Promise<Passkey[]>;
  /**
   * At most `limit` passkeys that were made at `from` or later and before `before`, oldest first, and of one time by `_id`. The
   * cleanup looks among them for those without a user.
   */
  listCreated(query: { from: number; before: number; limit: number }): Promise<Passkey[]>;
  /** Deletes every passkey of the user; answers how many went. */
  deleteByUser(userId: string): Promise<number>;
}

export interface IdentityStore {
  get(id: string): Promise<Identity | null>;
  /** Adds an identity. Of concurrent calls with one `_id` exactly one gets `created`, of all users; `taken` replaces nothing. */
  create(identity: Identity): Promise<CreateOnceResult>;
  /**
   * Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. A missing identity is
   * a conflict. Whose it is and when it was made never change: `next` must have the `userId` and `createdAt` of the record.
   */
  compareAndSet(next: Identity, expectedVersion: number): Promise<CompareAndSetResult>;
  /** Deletes an identity of the user, and nobody else's; answers whether there was one. Of concurrent calls exactly one gets `true`. */
  delete(identity: { id: string; userId: string }): Promise<boolean>;
  /** The user's identities, oldest first, and of one time by `_id`. */
  listByUser(userId: string): Promise<Identity[]>;
  /**
   * At most `limit` identities that were made at `from` or later and before `before`, oldest first, and of one time by `_id`. The
   * cleanup looks among them for those without a user.
   */
  listCreated(query: { from: number; before: number; limit: number }): Promise<Identity[]>;
  /** Deletes every identity of the user; answers how many went. */
  deleteByUser(userId: string): Promise<number>;
}

export interface EmailCodeStore {
  get(userId: string): Promise<EmailCodes | null>;
  /** Adds the record of a user. Of concurrent calls for one user exactly one gets `created`; `taken` replaces nothing. */
  create(record: EmailCodes): Promise<CreateOnceResult>;
  /**
   * Replaces the record when its stored version is still `expectedVersion`; `next.version` must be one higher. A try is counted, and a
   * code spent, by this step: of concurrent calls with one version exactly one gets `stored`. A missing record is a conflict.
   */
  compareAndSet(next: EmailCodes, expectedVersion: number): Promise<CompareAndSetResult>;
  /** Answers whether there was one. Of concurrent calls exactly one gets `true`. */
  delete(userId: string): Promise<boolean>;
  /** Deletes at most `limit` records whose codes were all over at `now`; answers how many went. */
  deleteExpired(now: number, limit: number): Promise<number>;
}

export interface Store {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly audit: AuditStore;
  readonly queue: JobQueue;
  readonly rateLimits: RateLimitStore;
  readonly signingKeys: SigningKeyStore;
  readonly secondFactors: SecondFactorStore;
  readonly passkeys: PasskeyStore;
  readonly identities: IdentityStore;
  readonly emailCodes: EmailCodeStore;
  /** Connects, migrates and builds indexes. Everything else may be called once this resolved. */
  open(): Promise<void>;
  /**
   * The session and its user in one call. `userId` is a hint (the token's subject) that lets a document store read both
   * at once; the answer is the same without it.
   */
  authState(sessionId: string, userId?: string): Promise<AuthState | null>;
  /**
   * Proves that the database would take a write of a request, by one that leaves nothing behind it. Rejects with
   * StoreUnavailableError whatever is in the way: also where a request would meet a fault that is no outage.
   */
  ping(): Promise<void>;
  /** Finishes what was accepted and releases the database. Further calls reject. */
  close(): Promise<void>;
}
