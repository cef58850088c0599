import type { AuthenticationMethod, User } from "../../stores/Store.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { endEpoch, updateUser } from "./updateUser.js";

type FactorChangesDeps = Pick<AccountDeps, "store" | "users" | "clock" | "sessions">;

/**
 * What every change of a second factor does to the account. The order is the rule: `begin`, then the factor's record, then `finish`.
 * A crash in between leaves a factor that every sign-in and refresh already asks for, never one that an old session walks past.
 */
export class FactorChanges {
  readonly #deps: FactorChangesDeps;

  constructor(deps: FactorChangesDeps) {
    this.#deps = deps;
  }

  /** Before the first factor is stored: from now on a refresh looks for factors. */
  begin(user: User): Promise<User> {
    const { users, clock } = this.#deps;
    if (user.factorsSince !== null) return Promise.resolve(user);
    const now = clock.now();
    return updateUser(users, user._id, (current) => ({ factorsSince: current.factorsSince ?? now, updatedAt: now }));
  }

  /**
   * After the factor is stored or gone: every session ends, and every link that was mailed before. Who had asked for a change of the
   * address with the password alone must not finish it past the factor.
   */
  async endSessions(userId: string): Promise<User> {
    const { store, users, clock } = this.#deps;
    await store.oneTimeTokens.deleteByUser(userId);
    const now = clock.now();
    return updateUser(users, userId, (user) => ({ ...endEpoch(user, "factor-change", now), updatedAt: now }));
  }

  /**
   * The same, but for the session of the request, which is renewed with what was just proved.
   * Throws SESSION_REVOKED or SESSION_EXPIRED when that ended in the meantime.
   */
  async finish({
    userId,
    sessionId,
    method,
  }: {
    userId: string;
    sessionId: string;
    method: AuthenticationMethod | null;
  }): Promise<IssuedTokens> {
    return this.#deps.sessions.renew(await this.endSessions(userId), sessionId, method);
  }
}
