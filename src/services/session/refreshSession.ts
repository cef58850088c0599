import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { Session, Store } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { ApiError } from "../../utils/ApiError.js";
import { idOf } from "../../utils/ids.js";
import type { AuditTrail } from "../audit/index.js";
import { type RefreshToken, type RefreshTokenKeyring, UnknownKeyError } from "../token/index.js";
import { currentTokenFrom } from "./currentToken.js";
import type { IssuanceGate, IssuedTokens } from "./issuanceGate.js";
import { aboutToken, type PresentedRefreshToken, type RefreshTokenInput } from "./presentedToken.js";
import type { Judgment, RefreshDecision, RefreshTokenJudge } from "./refreshTokenJudge.js";

export type RefreshSession = (input: RefreshTokenInput) => Promise<IssuedTokens>;

interface Deps {
  store: Store;
  judge: RefreshTokenJudge;
  keyring: RefreshTokenKeyring;
  gate: IssuanceGate;
  audit: AuditTrail;
  /** Called once for each decision, when it is stored. */
  onDecision: (decision: RefreshDecision) => void;
}

/**
 * Spends a refresh token: read, take the time, decide, compare and set; a lost race starts over with what is stored by then.
 *
 * Throws REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED, SESSION_REVOKED, SESSION_EXPIRED, EMAIL_NOT_VERIFIED, and STORE_UNAVAILABLE or
 * {@link StoreUnavailableError} when the outcome could not be settled: after those the same token still works.
 */
export function createRefreshSession(deps: Deps): RefreshSession {
  return async (input) => {
    const presented = deps.judge.present(input);
    if (presented === null) {
      deps.onDecision("reject");
      throw new ApiError("REFRESH_TOKEN_INVALID");
    }
    return compareAndSetLoop(async () => {
      const judgment = await deps.judge.judge(presented);
      switch (judgment?.kind) {
        case undefined:
          return undefined;
        case "stolen":
          throw new ApiError("REFRESH_TOKEN_REUSED", { reason: judgment.reason });
        case "reject":
          deps.onDecision("reject");
          throw new ApiError(judgment.code, judgment.reason === null ? {} : { reason: judgment.reason });
        case "valid":
          return carryOut(deps, judgment, presented);
      }
    });
  };
}

/** Answers `undefined` when the record was changed by somebody else and everything has to be decided anew. */
async function carryOut(
  deps: Deps,
  { decision, state, now }: Extract<Judgment, { kind: "valid" }>,
  presented: PresentedRefreshToken,
): Promise<IssuedTokens | undefined> {
  // Before anything is written: a refusal must not use the token up.
  deps.gate.admit(state.user);
  const session = decision.next ?? state.session;
  if (decision.next !== null && !(await isStored(deps, decision.next, state.session.version))) return undefined;

  const isLate = decision.kind === "repeat" && decision.late;
  if (isLate) deps.audit.record({ name: "refreshed_late", ...aboutToken(state, presented) });
  noteOtherNetwork(deps.audit, session, presented);
  deps.onDecision(isLate ? "late" : decision.kind);
  const rotates = decision.kind === "rotate";
  const token = rotates ? presented.successor : deriveCurrent(deps.keyring, presented.token, session);
  const tokenIsNew = rotates || !decision.presentedIsCurrent;
  return deps.gate.issue({ user: state.user, session, token, tokenIsNew }, now);
}

/** Where the outcome of a write is unknown, the next read shows whether it happened. */
async function isStored(deps: Deps, next: Session, expectedVersion: number): Promise<boolean> {
  try {
    return (await deps.store.sessions.compareAndSet(next, expectedVersion)).kind === "stored";
  } catch (error) {
    if (error instanceof StoreUnavailableError && error.outcome === "unknown") return false;
    throw error;
  }
}

/**
 * A thief may ride along by repeating every spend at once. From another network that is seen, and the owner reads of it; it ends
 * nothing, because a phone changes networks too. One entry for each spend, or a burst of repeats would fill the audit log. The
 * spend itself has its own network.
 */
function noteOtherNetwork(audit: AuditTrail, session: Session, presented: PresentedRefreshToken): void {
  const { generation } = presented.token;
  const { network } = presented.request;
  const spent = session.previous.find((entry) => entry.generation === generation);
  if (!spent?.network || network === null || network === spent.network) return;
  const _id = idOf(spent.supersededAt, `${session._id} ${generation} repeated from another network`);
  const { detail, ...about } = aboutToken({ session, user: null }, presented);
  audit.record({
    ...about,
    _id,
    name: "token_repeated_from_other_network",
    detail: { ...detail, spentFrom: spent.network },
  });
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
