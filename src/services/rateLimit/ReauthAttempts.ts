import { bucketOf, countAttempt, resetAttempts } from "./attemptBucket.js";
import type { LimitDeps } from "./Limits.js";

/** An attempt of a signed-in client to confirm the password that is within the limit. */
export interface ReauthAttempt {
  /** The password was right: resets the session's counters. */
  succeeded(): Promise<void>;
  /** The password was wrong. Answers whether the session has sent so many wrong ones that it must end. */
  refused(): Promise<{ sessionMustEnd: boolean }>;
}

export type ReauthLimit = "change-password.account" | "reauth.account";

/** Counts attempts of signed-in clients to confirm the password. */
export class ReauthAttempts {
  readonly #deps: LimitDeps;

  constructor(deps: LimitDeps) {
    this.#deps = deps;
  }

  /**
   * Counts an attempt before the password is verified. The holder of a stolen session guesses here, and must not be able to keep
   * the owner's other sessions from changing the password. So each session has its own limit, whatever the password is asked
   * for. At the limit the session ends, and attempts beyond it do not count for the account. The account's limit is above that
   * of a session: only several stolen sessions together reach it.
   * Throws RATE_LIMITED, and StoreUnavailableError when it cannot count.
   */
  async begin(attempt: { limit: ReauthLimit; userId: string; sessionId: string }): Promise<ReauthAttempt> {
    const { store, clock, enabled } = this.#deps;
    if (!enabled) return { succeeded: async () => {}, refused: async () => ({ sessionMustEnd: false }) };
    const ofSession = bucketOf(this.#deps, "reauth.session", attempt.sessionId);
    const refusals = `${ofSession.key}:refused`;
    await countAttempt(this.#deps, ofSession);
    // A success does not reset the account's limit: it may send an email, and the limit bounds that too.
    await countAttempt(this.#deps, bucketOf(this.#deps, attempt.limit, attempt.userId));
    return {
      succeeded: async () => {
        await Promise.all([resetAttempts(store, ofSession), store.delete(refusals)]);
      },
      // Wrong passwords, not attempts: those that the account's limit refused prove nothing against the session.
      refused: async () => {
        const now = clock.now();
        const refused = await store.add({ key: refusals, points: 1, now, expiresAt: now + ofSession.windowMs });
        return { sessionMustEnd: refused.points >= ofSession.points };
      },
    };
  }
}
