import { type AttemptBucket, countAttempt, startAnew } from "./attemptBucket.js";
import type { LimitDeps } from "./limits.js";

/** An attempt of a signed-in client to prove the password, which was let through. */
export interface ReauthAttempt {
  /** The password was right: the session's wrong ones are forgotten. */
  succeeded(): Promise<void>;
  /** The password was wrong. Answers whether the session has given so many wrong ones that it must end. */
  refused(): Promise<{ sessionMustEnd: boolean }>;
}

export type ReauthLimit = "change-password.account" | "reauth.account";

export interface ReauthAttempts {
  /**
   * Counts an attempt, before the password is verified. A thief with a stolen session guesses here, and must not be able to
   * deny the owner's other sessions the cure, which is a new password. So the session has a budget of its own, whatever the
   * password is asked for; it ends with it, and what is tried beyond it is not counted for the account. The account's bound
   * is above that of a session: only several stolen sessions together reach it.
   *
   * Throws RATE_LIMITED; rejects with StoreUnavailableError when it cannot count.
   */
  begin(attempt: { limit: ReauthLimit; userId: string; sessionId: string }): Promise<ReauthAttempt>;
}

export function createReauthAttempts(deps: LimitDeps): ReauthAttempts {
  const { store, clock, limits, enabled, counterKey } = deps;
  if (!enabled) {
    const attempt = { succeeded: async () => {}, refused: async () => ({ sessionMustEnd: false }) };
    return { begin: async () => attempt };
  }
  const { points, windowMs } = limits["reauth.session"];

  return {
    begin: async ({ limit, userId, sessionId }) => {
      const key = counterKey("reauth.session", sessionId);
      const refusals = `${key}:refused`;
      const ofSession: AttemptBucket = { name: "reauth.session", points, windowMs, key };
      await countAttempt(deps, ofSession, clock.now());
      // A success gives nothing back here: it may send a mail, and the number bounds that too.
      await countAttempt(deps, { name: limit, ...limits[limit], key: counterKey(limit, userId) }, clock.now());
      return {
        succeeded: async () => {
          await Promise.all([startAnew(store, ofSession), store.delete(refusals)]);
        },
        // Not the attempts: those that the account's bound has refused proved nothing against the session.
        refused: async () => {
          const now = clock.now();
          const refused = await store.add({ key: refusals, points: 1, now, expiresAt: now + windowMs });
          return { sessionMustEnd: refused.points >= points };
        },
      };
    },
  };
}
