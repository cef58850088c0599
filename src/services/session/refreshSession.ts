import { hash, randomBytes } from "node:crypto";
import type { AuthState, Session, Store, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import type { Clock } from "../../utils/clock.js";
import { compareAndSetLoop } from "../../utils/compareAndSetLoop.js";
import { StoreUnavailableError } from "../../utils/StoreUnavailableError.js";
import type { AuditTrail } from "../audit/index.js";
import {
  decodeRefreshToken,
  hashSecret,
  type RefreshToken,
  type RefreshTokenKeyring,
  successorOf,
  UnknownKeyError,
} from "../token/index.js";
import { currentTokenFrom } from "./currentToken.js";
import { endingEvent } from "./endingEvent.js";
import type { IssuanceGate, IssuedTokens } from "./issuanceGate.js";
import { type Decision, decide, type RotationPolicy, type RotationRequest } from "./rotation.js";

export interface RefreshInput {
  readonly token: string;
  /** Explicit tokens (in the body) are never treated as one of several tabs. */
  readonly cameFromCookie: boolean;
  readonly idempotencyKey: string | null;
  readonly client: ClientInfo;
}

/** What became of a refresh: what {@link decide} decided, of a late repeat that it was late. */
export type RefreshDecision = "rotate" | "repeat" | "late" | "reuse" | "fork" | "reject";

export type RefreshSession = (input: RefreshInput) => Promise<IssuedTokens>;

interface Deps {
  store: Store;
  clock: Clock;
  keyring: RefreshTokenKeyring;
  gate: IssuanceGate;
  policy: RotationPolicy;
  audit: AuditTrail;
  /** Tells the owner that a session ended because a copied token was used. Never rejects. */
  onTheft: (theft: { user: User; client: ClientInfo }) => Promise<void>;
  /** Hears each decision once, when it stands in the store. */
  onDecision: (decision: RefreshDecision) => void;
}

/** What one request brings; it stays the same however often the race is run again. */
interface Attempt {
  readonly presented: RefreshToken;
  readonly presentedHash: string;
  readonly successor: RefreshToken;
  readonly request: RotationRequest;
  readonly client: ClientInfo;
  /** A revocation whose outcome the store did not tell. */
  unsettled: Session | null;
}

/**
 * Spends a refresh token: read, take the time, decide, compare and set; a lost race starts over with what is stored by then.
 *
 * Throws REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED, SESSION_REVOKED, SESSION_EXPIRED, EMAIL_NOT_VERIFIED, and STORE_UNAVAILABLE or
 * {@link StoreUnavailableError} when the outcome could not be settled: after those the same token still works.
 */
export function createRefreshSession(deps: Deps): RefreshSession {
  return async (input) => {
    // A wrong tag reads and writes nothing: garbage can neither probe nor end a session.
    const presented = decodeRefreshToken(deps.keyring, input.token);
    if (presented === null) {
      deps.onDecision("reject");
      throw new ApiError("REFRESH_TOKEN_INVALID");
    }
    const attempt = prepare(deps.keyring, presented, input);
    return compareAndSetLoop(async () => {
      const state = await deps.store.authState(presented.sessionId);
      const now = deps.clock.now();
      const token = { generation: presented.generation, tokenHash: attempt.presentedHash };
      if (wasWritten(attempt.unsettled, state)) return refuseReuse(deps, attempt.unsettled, state, attempt);
      const decision = decide(state, token, now, deps.policy, attempt.request);
      return carryOut(deps, decision, state, attempt, now);
    });
  };
}

function prepare(keyring: RefreshTokenKeyring, presented: RefreshToken, input: RefreshInput): Attempt {
  const salt = randomBytes(16).toString("base64url");
  const successor = successorOf(keyring, presented, { keyId: keyring.current.id, salt });
  return {
    presented,
    presentedHash: hashSecret(presented.secret),
    successor,
    request: {
      fromBrowserCookie: input.cameFromCookie && input.client.isBrowser,
      retryKey: input.idempotencyKey === null ? null : hash("sha256", input.idempotencyKey, "base64url" as "hex"),
      successor: { keyId: successor.keyId, tokenHash: hashSecret(successor.secret), salt },
    },
    client: input.client,
    unsettled: null,
  };
}

/** Answers `undefined` when the record was changed by somebody else and everything has to be decided anew. */
async function carryOut(
  deps: Deps,
  decision: Decision,
  state: AuthState | null,
  attempt: Attempt,
  now: number,
): Promise<IssuedTokens | undefined> {
  if (decision.kind === "reject") {
    deps.onDecision("reject");
    if (decision.rollback) deps.audit.record({ name: "state_rollback", ...subject(state, attempt) });
    throw new ApiError(decision.code, decision.reason === null ? {} : { reason: decision.reason });
  }
  const user = state?.user;
  if (state === null || user === null || user === undefined) throw new ApiError("REFRESH_TOKEN_INVALID");

  // Before anything is written: a refusal must not use the token up. A theft ends the session whoever the user is.
  if (decision.kind !== "revoke") deps.gate.admit(user);
  const session = decision.next ?? state.session;
  if (decision.next !== null) {
    const outcome = await write(deps, decision.next, state.session.version);
    // Only then: who lost the race against the same theft found elsewhere must not tell of it a second time.
    if (outcome === "unknown" && decision.kind === "revoke") attempt.unsettled = decision.next;
    if (outcome !== "stored") return undefined;
  }

  if (decision.kind === "revoke") return refuseReuse(deps, decision.next, state, attempt);
  const isLate = decision.kind === "repeat" && decision.late;
  if (isLate) deps.audit.record({ name: "refreshed_late", ...subject(state, attempt) });
  deps.onDecision(isLate ? "late" : decision.kind);
  const rotates = decision.kind === "rotate";
  const token = rotates ? attempt.successor : deriveCurrent(deps.keyring, attempt.presented, session);
  const tokenIsNew = rotates || !decision.presentedIsCurrent;
  return deps.gate.issue({ user, session, token, tokenIsNew }, now);
}

/** What became of a write. Where that is unknown, the next read shows whether it happened. */
async function write(deps: Deps, next: Session, expectedVersion: number): Promise<"stored" | "conflict" | "unknown"> {
  try {
    return (await deps.store.sessions.compareAndSet(next, expectedVersion)).kind;
  } catch (error) {
    if (error instanceof StoreUnavailableError && error.outcome === "unknown") return "unknown";
    throw error;
  }
}

function deriveCurrent(keyring: RefreshTokenKeyring, presented: RefreshToken, session: Session): RefreshToken {
  try {
    return currentTokenFrom(keyring, presented, session);
  } catch (error) {
    // The user has done nothing wrong: a secret is missing on this server. The token still works on the others.
    if (error instanceof UnknownKeyError) {
      throw new ApiError("STORE_UNAVAILABLE", { retryAfterSeconds: 5, cause: error });
    }
    throw error;
  }
}

/** Whether a revocation of unknown outcome is what the store holds now: then it was this request that ended the session. */
function wasWritten(unsettled: Session | null, state: AuthState | null): unsettled is Session {
  if (unsettled === null || state === null) return false;
  const { version, revokedAt, revokeReason } = state.session;
  return version === unsettled.version && revokedAt === unsettled.revokedAt && revokeReason === unsettled.revokeReason;
}

async function refuseReuse(deps: Deps, session: Session, state: AuthState | null, attempt: Attempt): Promise<never> {
  const cause = session.revokeReason ?? "reuse";
  const spent = session.previous.find(({ generation }) => generation === attempt.presented.generation);
  const detail = { ...subject(state, attempt).detail, spentAt: spent?.supersededAt ?? null };
  const end = { cause, at: session.revokedAt ?? session.lastSeenAt };
  deps.audit.append(endingEvent(session, end, { client: attempt.client, detail }));
  deps.onDecision(cause === "fork" ? "fork" : "reuse");
  // Once it is answered, no crash can lose the notice.
  if (cause === "reuse" && state?.user) await deps.onTheft({ user: state.user, client: attempt.client });
  throw new ApiError("REFRESH_TOKEN_REUSED", { reason: cause });
}

function subject(state: AuthState | null, attempt: Attempt) {
  return {
    userId: state?.session.userId ?? null,
    sessionId: attempt.presented.sessionId,
    client: attempt.client,
    detail: {
      presentedGeneration: attempt.presented.generation,
      currentGeneration: state?.session.generation ?? null,
    },
  };
}
