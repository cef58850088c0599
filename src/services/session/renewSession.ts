import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { Session, SessionStore, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { hashSecret, type RefreshToken, type RefreshTokenKeyring } from "../token/index.js";
import type { IssuanceGate, IssuedTokens } from "./issuanceGate.js";
import { freshToken } from "./openSession.js";
import { assertActive, endOf } from "./sessionStanding.js";

export type RenewSession = (user: User, sessionId: string) => Promise<IssuedTokens>;

/**
 * Carries the session in which the password was changed over into the user's new epoch, with a random secret: neither an
 * old token nor a copy of one leads to the new one, and none of the old ones is answered again.
 *
 * Throws SESSION_REVOKED or SESSION_EXPIRED when the session ended meanwhile: a password change brings nothing back to life.
 */
export function createRenewSession(deps: {
  sessions: SessionStore;
  clock: Clock;
  keyring: RefreshTokenKeyring;
  gate: IssuanceGate;
  idle: number;
}): RenewSession {
  return (user, sessionId) =>
    compareAndSetLoop(async () => {
      const session = await deps.sessions.get(sessionId);
      const now = deps.clock.now();
      if (session === null || session.epoch !== user.epoch - 1) {
        const end = session === null ? null : endOf({ session, user }, now);
        throw new ApiError("SESSION_REVOKED", { reason: end?.cause ?? "unknown" });
      }
      // Judged as it stands before it is given more time: hashing takes a while, and it may have come to its end meanwhile.
      assertActive({ session: { ...session, epoch: user.epoch }, user }, now);
      const token = freshToken(deps.keyring, sessionId, session.generation + 1);
      const next = renewed(session, user, token, Math.min(now + deps.idle, session.expiresAt), now);
      const result = await deps.sessions.compareAndSet(next, session.version);
      if (result.kind === "conflict") return undefined;
      return deps.gate.issue({ user, session: next, token, tokenIsNew: true }, now);
    });
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
