import { randomBytes } from "node:crypto";
import type { ClientInfo } from "../../http/clientInfo.js";
import type { Session, SessionStore, User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { newId } from "../../utils/ids.js";
import { hashSecret, type RefreshToken, type RefreshTokenKeyring } from "../token/index.js";
import type { IssuanceGate, IssuedTokens } from "./issuanceGate.js";

export type OpenSession = (user: User, options: { rememberMe: boolean; client: ClientInfo }) => Promise<IssuedTokens>;

/** Opens a session for a user who has just proved who they are. One write. Throws what the issuance gate throws. */
export function createOpenSession(deps: {
  sessions: SessionStore;
  clock: Clock;
  keyring: RefreshTokenKeyring;
  gate: IssuanceGate;
  idle: number;
  absolute: number;
}): OpenSession {
  return async (user, { rememberMe, client }) => {
    deps.gate.admit(user);
    const now = deps.clock.now();
    const token = freshToken(deps.keyring, newId(now), 0);
    const expiresAt = now + deps.absolute;
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
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: Math.min(now + deps.idle, expiresAt),
      expiresAt,
      revokedAt: null,
      revokeReason: null,
      rememberMe,
      userAgent: client.userAgent,
      ip: client.ip,
    };
    await deps.sessions.create(session);
    return deps.gate.issue({ user, session, token, tokenIsNew: true }, now);
  };
}

/** A token with a random secret: nothing that was handed out before leads to it. */
export function freshToken(keyring: RefreshTokenKeyring, sessionId: string, generation: number): RefreshToken {
  return { keyId: keyring.current.id, sessionId, generation, secret: randomBytes(32) };
}
