import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuthState, RevokeReason, Session, Store, User } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import type { Clock } from "../../utils/clock.js";
import { idOf } from "../../utils/ids.js";
import type { AuditTrail } from "../audit/index.js";
import { decodeRefreshToken, type RefreshTokenKeyring } from "../token/index.js";
import { endingEvent } from "./endingEvent.js";
import { aboutToken, type PresentedRefreshToken, presentToken, type RefreshTokenInput } from "./presentedToken.js";
import { type Decision, decide, type RotationPolicy } from "./rotation.js";

export type Judgment =
  /** The owner's. The caller writes over `state.session`, and asks again when that race is lost. */
  | {
      kind: "valid";
      decision: Extract<Decision, { kind: "rotate" | "repeat" }>;
      state: { session: Session; user: User };
      now: number;
    }
  /** The session has been ended, and the audit log, the metrics and the owner know of it. */
  | { kind: "stolen"; reason: RevokeReason }
  | (Extract<Decision, { kind: "reject" }> & { state: AuthState | null });

/** What became of a refresh: what {@link decide} decided, of a late repeat that it was late. */
export type RefreshDecision = "rotate" | "repeat" | "late" | "reuse" | "fork" | "reject";

export interface RefreshTokenJudge {
  /** `null` for a token that was not made here. A wrong tag reads and writes nothing: garbage can neither probe nor end a session. */
  present(input: RefreshTokenInput): PresentedRefreshToken | null;
  /**
   * Reads the session, takes the time and decides. `undefined` when a revocation has lost its race: judge again.
   * Throws {@link StoreUnavailableError}.
   */
  judge(presented: PresentedRefreshToken): Promise<Judgment | undefined>;
}

interface Deps {
  store: Store;
  clock: Clock;
  keyring: RefreshTokenKeyring;
  policy: RotationPolicy;
  audit: AuditTrail;
  /** Tells the owner that a session ended because a copied token was used. Never rejects. */
  onTheft: (theft: { user: User; client: ClientInfo }) => Promise<void>;
  /** Called once for each decision, when it is stored. */
  onDecision: (decision: RefreshDecision) => void;
}

/**
 * The one place where a presented refresh token is judged, whether it comes to be exchanged, to sign out or with a sign-in: a
 * spent one outside its window is a stolen one everywhere (RFC 9700 §4.14.2), or a thief would sign out to hide the theft.
 */
export function createRefreshTokenJudge(deps: Deps): RefreshTokenJudge {
  return {
    present: (input) => {
      const token = decodeRefreshToken(deps.keyring, input.token);
      return token === null ? null : presentToken(deps.keyring, token, input);
    },
    judge: async (presented) => {
      const state = await deps.store.authState(presented.token.sessionId);
      const now = deps.clock.now();
      const pending = presented.pendingRevocation;
      if (isOwnWrite(pending, state)) return reportTheft(deps, pending, state, presented);

      const { generation } = presented.token;
      const shown = { generation, tokenHash: presented.tokenHash };
      const decision = decide(state, shown, now, deps.policy, presented.request);
      if (decision.kind === "reject") {
        if (decision.event !== null)
          deps.audit.record({ name: decision.event, ...aboutRejection(state, presented, now) });
        return { ...decision, state };
      }
      if (decision.kind === "revoke") return revoke(deps, decision.next, state, presented);
      if (state === null || state.user === null) throw new Error("A session without an account cannot be valid.");
      return { kind: "valid", decision, state: { session: state.session, user: state.user }, now };
    },
  };
}

/** A revoke is decided on the record that it replaces, by the same compare-and-set as everything else. */
async function revoke(
  deps: Deps,
  next: Session,
  state: AuthState | null,
  presented: PresentedRefreshToken,
): Promise<Judgment | undefined> {
  try {
    const { kind } = await deps.store.sessions.compareAndSet(next, next.version - 1);
    if (kind !== "stored") return undefined;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError) || error.outcome !== "unknown") throw error;
    presented.pendingRevocation = next;
    return undefined;
  }
  // Only then: who lost the race against the same theft found elsewhere must not report it a second time.
  return reportTheft(deps, next, state, presented);
}

/** Whether a revocation of unknown outcome is what the store holds now: then it was this request that ended the session. */
function isOwnWrite(pending: Session | null, state: AuthState | null): pending is Session {
  if (pending === null || state === null) return false;
  const { version, revokedAt, revokeReason } = state.session;
  return version === pending.version && revokedAt === pending.revokedAt && revokeReason === pending.revokeReason;
}

async function reportTheft(
  deps: Deps,
  session: Session,
  state: AuthState | null,
  presented: PresentedRefreshToken,
): Promise<Judgment> {
  const { client } = presented;
  const reason = session.revokeReason ?? "reuse";
  const spent = session.previous.find(({ generation }) => generation === presented.token.generation);
  const detail = { ...aboutToken(state, presented).detail, spentAt: spent?.supersededAt ?? null };
  const end = { cause: reason, at: session.revokedAt ?? session.lastSeenAt };
  deps.audit.append(endingEvent(session, end, { client, detail }));
  deps.onDecision(reason === "fork" ? "fork" : "reuse");
  // Once it is answered, no crash can lose the notice.
  if (reason === "reuse" && state?.user) await deps.onTheft({ user: state.user, client });
  return { kind: "stolen", reason };
}

const HOUR = 60 * 60 * 1000;

/** A refusal changes nothing, so its token can come again for ever: one entry an hour, or it would fill the audit log. */
function aboutRejection(state: AuthState | null, presented: PresentedRefreshToken, now: number) {
  const { sessionId, generation } = presented.token;
  const _id = idOf(Math.floor(now / HOUR) * HOUR, `${sessionId} ${generation} refused`);
  return { _id, ...aboutToken(state, presented) };
}
