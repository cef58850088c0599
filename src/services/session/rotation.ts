import type { AuthState, RevokeReason, Session, SpentToken } from "../../stores/Store.js";
import { equalInConstantTime } from "../../utils/constantTime.js";
import { DAY } from "../../utils/duration.js";
import { deriveNextToken, type RefreshToken, type RefreshTokenKeyring } from "../token/index.js";
import { type TerminationReason, terminationOf } from "./sessionStatus.js";

/**
 * The rule at the heart of Latchkey. Pure: no I/O, no clock, no randomness. The caller reads one record, asks `decide`, and
 * writes the next record only if nobody wrote in between; else it starts over. docs/why/rotation.md explains each line.
 */

const LATE_WINDOW = DAY;
const LATE_LIMIT = 5;
const PREVIOUS_LIMIT = 4;

/** Durations in milliseconds. */
export interface RotationPolicy {
  readonly tolerance: "browser" | "always" | "never";
  /** G: how long one spend may be seen again by other tabs and retries. */
  readonly grace: number;
  /** How long a session lasts without a refresh. */
  readonly idle: number;
}

/** What was presented, as far as the decision needs it. */
export interface PresentedToken {
  readonly generation: number;
  readonly tokenHash: string;
}

/** The token that replaces the presented one if it is rotated. */
export interface Successor {
  readonly keyId: string;
  readonly tokenHash: string;
  /** Random, chosen by this request: it distinguishes the request's own write from any other. */
  readonly salt: string;
}

export interface RotationRequest {
  /** The token came in the cookie and the request from a browser: it has `Sec-Fetch-Site`, or an `Origin` that the origin rule allows. */
  readonly fromBrowserCookie: boolean;
  /** Hash of the `Idempotency-Key`. */
  readonly retryKey: string | null;
  /** The network the request came from, or `null` when it is unknown. It is stored with the spent token and decides nothing. */
  readonly network: string | null;
  readonly successor: Successor;
}

export type Rejection = "REFRESH_TOKEN_INVALID" | "SESSION_REVOKED" | "SESSION_EXPIRED";

/** The audit event of a rejection that belongs in the audit log. */
export type RejectionEvent = "state_rollback" | "stale_retry_refused";

export type Decision =
  /** The token is spent: write `next`, answer with the successor. */
  | { kind: "rotate"; next: Session }
  /** Answer with the current token again. `next` is written first when it is not `null`. */
  | { kind: "repeat"; next: Session | null; presentedIsCurrent: boolean; late: boolean }
  /** Somebody else has a copy of the token: write `next`, then refuse. */
  | { kind: "revoke"; next: Session; reason: Extract<RevokeReason, "reuse" | "fork"> }
  | { kind: "reject"; code: Rejection; reason: TerminationReason | null; event: RejectionEvent | null };

export function decide(
  state: AuthState | null,
  presented: PresentedToken,
  now: number,
  policy: RotationPolicy,
  request: RotationRequest,
): Decision {
  if (state === null) return reject("REFRESH_TOKEN_INVALID");
  const { session } = state;
  const termination = terminationOf(state, now);
  if (termination !== null) return reject(termination.code, { reason: termination.reason });
  // The password was changed since then: that ended this token, it was not stolen.
  if (presented.generation < session.firstGeneration) return reject("SESSION_REVOKED", { reason: "password-change" });
  // Only a restored backup is older than its own tokens. The audit log shows it to the operator; the user is not to blame.
  if (presented.generation > session.generation) return reject("REFRESH_TOKEN_INVALID", { event: "state_rollback" });

  const tolerant = isTolerant(session, policy, request);
  const context: Context = { session, presented, now, policy, request, tolerant };
  return presented.generation === session.generation ? decideCurrent(context) : decideSpent(context);
}

/** The token of an active session, and all that decides about it. */
interface Context {
  readonly session: Session;
  readonly presented: PresentedToken;
  readonly now: number;
  readonly policy: RotationPolicy;
  readonly request: RotationRequest;
  readonly tolerant: boolean;
}

function reject(code: Rejection, more: { reason?: TerminationReason; event?: RejectionEvent } = {}): Decision {
  return { kind: "reject", code, reason: more.reason ?? null, event: more.event ?? null };
}

/** Whether this request may be one of several tabs, or the retry of a lost answer. */
function isTolerant(session: Session, policy: RotationPolicy, request: RotationRequest): boolean {
  if (policy.tolerance === "always") return true;
  if (policy.tolerance === "never") return false;
  return request.fromBrowserCookie && session.openedBy === "browser";
}

function decideCurrent({ session, presented, now, policy, request, tolerant }: Context): Decision {
  if (!equalInConstantTime(presented.tokenHash, session.tokenHash)) return revoke(session, "fork", now);
  // A generation lives at least G/2 after its first use, so a slow answer cannot put an older token back into the cookie jar.
  const young = session.confirmedAt === null || elapsed(now, session.confirmedAt) < policy.grace / 2;
  if (tolerant && session.generation > 0 && young) {
    return { kind: "repeat", next: confirmed(session, now), presentedIsCurrent: true, late: false };
  }
  return { kind: "rotate", next: rotated(session, now, policy, request) };
}

function decideSpent({ session, presented, now, policy, request, tolerant }: Context): Decision {
  const spent = session.previous.find(
    (entry) => entry.generation === presented.generation && equalInConstantTime(entry.tokenHash, presented.tokenHash),
  );
  if (spent === undefined) return revoke(session, "reuse", now);
  // The outcome of this request's own write was unknown; it did happen.
  if (spent.salt === request.successor.salt) return repeatSpent(null);

  const immediate = spent.generation === session.generation - 1;
  const successorConfirmedAt = immediate ? session.confirmedAt : spent.successorConfirmedAt;
  if (isRetryOf(spent, request)) return decideRetry(successorConfirmedAt, now, policy);
  if (!tolerant) return revoke(session, "reuse", now);

  const windowOpenedAt = Math.max(spent.supersededAt, successorConfirmedAt ?? spent.supersededAt);
  if (elapsed(now, windowOpenedAt) <= policy.grace) return repeatSpent(null);
  // Nobody ever used the successor: its answer was probably lost. A thief could claim that too, hence the limit.
  if (immediate && session.confirmedAt === null && lateSoFar(session, now) < LATE_LIMIT) {
    return repeatSpent(recoveredLate(session, spent, now));
  }
  return revoke(session, "reuse", now);
}

/** Only the client that spent the token knows the key: a thief with the token does not. */
function isRetryOf(spent: SpentToken, { retryKey }: RotationRequest): boolean {
  return spent.retryKey !== null && retryKey !== null && equalInConstantTime(spent.retryKey, retryKey);
}

/**
 * A client that used the successor has its answer and does not retry. A later request is a copy, delayed by the network or read
 * from a log: it gets no tokens. It may be nobody's fault, so it ends nothing either.
 */
function decideRetry(successorConfirmedAt: number | null, now: number, policy: RotationPolicy): Decision {
  const isStale = successorConfirmedAt !== null && elapsed(now, successorConfirmedAt) > policy.grace;
  return isStale ? reject("REFRESH_TOKEN_INVALID", { event: "stale_retry_refused" }) : repeatSpent(null);
}

function repeatSpent(next: Session | null): Decision {
  return { kind: "repeat", next, presentedIsCurrent: false, late: next !== null };
}

function revoke(session: Session, reason: "reuse" | "fork", now: number): Decision {
  return { kind: "revoke", reason, next: revoked(session, reason, now) };
}

/** The record after its end. */
export function revoked(session: Session, reason: RevokeReason, now: number): Session {
  return { ...session, version: session.version + 1, revokedAt: now, revokeReason: reason };
}

/** The record after the current generation was first seen in use, or `null` when that is already recorded. */
export function confirmed(session: Session, now: number): Session | null {
  if (session.confirmedAt !== null) return null;
  return { ...session, version: session.version + 1, confirmedAt: now, lastSeenAt: now };
}

function rotated(session: Session, now: number, policy: RotationPolicy, request: RotationRequest): Session {
  const spent: SpentToken = {
    generation: session.generation,
    keyId: session.keyId,
    tokenHash: session.tokenHash,
    salt: request.successor.salt,
    supersededAt: now,
    successorConfirmedAt: null,
    retryKey: request.retryKey,
    network: request.network,
  };
  return {
    ...session,
    version: session.version + 1,
    generation: session.generation + 1,
    keyId: request.successor.keyId,
    tokenHash: request.successor.tokenHash,
    rotatedAt: now,
    confirmedAt: null,
    lastSeenAt: now,
    idleExpiresAt: Math.min(now + policy.idle, session.expiresAt),
    previous: [...stillNeeded(session, now, policy), spent].slice(-PREVIOUS_LIMIT),
  };
}

/**
 * The spent tokens that a tab or a retry may still present. The current token was presented, which proves that it arrived. All
 * from the first needed one on are kept, because `deriveCurrentToken` follows the whole chain.
 */
function stillNeeded(session: Session, now: number, policy: RotationPolicy): SpentToken[] {
  const entries = session.previous.map((entry) =>
    entry.generation === session.generation - 1
      ? { ...entry, successorConfirmedAt: session.confirmedAt ?? now }
      : entry,
  );
  const first = entries.findIndex((entry) => elapsed(now, lastSeenInUse(entry)) <= policy.grace);
  return first === -1 ? [] : entries.slice(first);
}

function lastSeenInUse(entry: SpentToken): number {
  return Math.max(entry.supersededAt, entry.successorConfirmedAt ?? entry.supersededAt);
}

function lateSoFar(session: Session, now: number): number {
  return elapsed(now, session.lateSince) < LATE_WINDOW ? session.lateCount : 0;
}

/** Counts a late recovery and opens the window again, so that the rest of the same burst is not counted. */
function recoveredLate(session: Session, spent: SpentToken, now: number): Session {
  const count = lateSoFar(session, now);
  return {
    ...session,
    version: session.version + 1,
    lastSeenAt: now,
    lateCount: count + 1,
    lateSince: count === 0 ? now : session.lateSince,
    previous: session.previous.map((entry) => (entry === spent ? { ...entry, supersededAt: now } : entry)),
  };
}

/** Never negative: a clock that was set back revokes nothing. */
function elapsed(now: number, since: number): number {
  return Math.max(0, now - since);
}

/**
 * The session's current token, derived from a presented one along the stored salts. Only the holder of a predecessor can do
 * it: the record alone gives no token. Throws an UnknownKeyError when this server lacks the secret of a token on the way.
 */
export function deriveCurrentToken(
  keyring: RefreshTokenKeyring,
  presented: RefreshToken,
  session: Session,
): RefreshToken {
  let token = presented;
  for (const spent of session.previous) {
    if (spent.generation !== token.generation) continue;
    const successor = session.previous.find((entry) => entry.generation === spent.generation + 1);
    token = deriveNextToken(keyring, token, { keyId: successor?.keyId ?? session.keyId, salt: spent.salt });
  }
  if (token.generation !== session.generation) {
    throw new Error(`generation ${session.generation} cannot be derived from ${presented.generation}`);
  }
  return token;
}
