import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { IssuedTokens, SessionStart, Sessions } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";

type SessionOpeningDeps = Pick<AccountDeps, "audit" | "hooks" | "tokenIssuer"> & {
  readonly sessions: Pick<Sessions, "open">;
};

/** The only place where accounts open sessions: every way to sign in ends here, so none of them can miss the app's hook. */
export class SessionOpening {
  readonly #deps: SessionOpeningDeps;

  constructor(deps: SessionOpeningDeps) {
    this.#deps = deps;
  }

  /**
   * Opens a session for a user who has just proved who they are, if the account may have one and the app does not refuse. A
   * refusal is recorded as a failed sign-in.
   * Throws ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED, REFUSED_BY_APP, OVERLOADED.
   */
  async open(user: User, start: SessionStart): Promise<IssuedTokens> {
    const { audit, hooks, tokenIssuer, sessions } = this.#deps;
    const { client } = start;
    try {
      tokenIssuer.assertMayAuthenticate(user);
      await hooks.beforeSignIn(user, client);
      return await sessions.open(user, start);
    } catch (error) {
      if (error instanceof ApiError && error.statusCode < 500) {
        const detail = { code: error.code };
        audit.record({ name: "sign_in_failed", userId: user._id, sessionId: null, client, detail });
      }
      throw error;
    }
  }
}
