import type { Session, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { type AccessTokens, encodeRefreshToken, type RefreshToken, type RefreshTokenKeyring } from "../token/index.js";
import { assertActive } from "./sessionStanding.js";

/** What a successful sign-in or refresh hands out. Times are epoch milliseconds. */
export interface IssuedTokens {
  readonly user: User;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: number;
  /** `false` when the client holds this very refresh token already; then its cookie is left alone. */
  readonly refreshTokenIsNew: boolean;
  readonly rememberMe: boolean;
}

export interface IssuanceGate {
  /** Whether the account may have a session at all. Throws ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED; call it only after the right password. */
  admit(user: User): void;
  /**
   * The only function that makes tokens: every path that ends in tokens passes here, so none can miss a check.
   * Throws ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED, SESSION_REVOKED, SESSION_EXPIRED.
   */
  issue(grant: { user: User; session: Session; token: RefreshToken; tokenIsNew: boolean }, now: number): IssuedTokens;
}

export function createIssuanceGate(deps: {
  accessTokens: AccessTokens;
  keyring: RefreshTokenKeyring;
  accessTokenExpiry: number;
  requireVerifiedEmail: boolean;
}): IssuanceGate {
  function admit(user: User): void {
    if (user.disabledAt !== null) throw new ApiError("ACCOUNT_DISABLED");
    if (deps.requireVerifiedEmail && user.emailVerifiedAt === null) throw new ApiError("EMAIL_NOT_VERIFIED");
  }

  return {
    admit,
    issue: ({ user, session, token, tokenIsNew }, now) => {
      admit(user);
      assertActive({ session, user }, now);

      const refreshTokenExpiresAt = Math.min(session.idleExpiresAt, session.expiresAt);
      // Not cut at the session's end: verifyJWT asks the session, and says SESSION_EXPIRED instead of "refresh, then repeat".
      const accessTokenExpiresAt = now + deps.accessTokenExpiry;
      return {
        user,
        sessionId: session._id,
        accessToken: deps.accessTokens.sign(
          { userId: user._id, sessionId: session._id, generation: session.generation, expiresAt: accessTokenExpiresAt },
          now,
        ),
        accessTokenExpiresAt,
        refreshToken: encodeRefreshToken(deps.keyring, token),
        refreshTokenExpiresAt,
        refreshTokenIsNew: tokenIsNew,
        rememberMe: session.rememberMe,
      };
    },
  };
}
