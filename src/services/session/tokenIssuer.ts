import type { Session, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import {
  type Admission,
  type AssuranceGate,
  assuranceClaims,
  type Enrolled,
  type Evidence,
} from "../assurance/index.js";
import {
  type AccessClaims,
  type AccessTokens,
  encodeRefreshToken,
  type RefreshToken,
  type RefreshTokenKeyring,
} from "../token/index.js";
import { assertActive } from "./sessionStatus.js";

/** Times are epoch milliseconds. */
export interface IssuedAccessToken {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number;
  readonly rememberMe: boolean;
}

/** The tokens of a successful sign-in or refresh. Times are epoch milliseconds. */
export interface IssuedTokens extends IssuedAccessToken {
  readonly user: User;
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: number;
  /** `false` when the client already holds this refresh token; then its cookie is not set again. */
  readonly refreshTokenIsNew: boolean;
}

/** Whom the gate let in, and the session in which. */
interface AdmittedSession {
  readonly admission: Admission;
  readonly user: User;
  readonly session: Session;
}

export interface TokenIssuerDeps {
  readonly gate: AssuranceGate;
  readonly accessTokens: AccessTokens;
  readonly keyring: RefreshTokenKeyring;
  /** Milliseconds. */
  readonly accessTokenExpiry: number;
  readonly requireVerifiedEmail: boolean;
  /** What the app says about a user in the access token. It may throw. */
  readonly extraClaims?: (user: User) => AccessClaims["ext"];
}

/** The only place that makes tokens: sign-in, refresh and password change all end here, so none of them can miss a check. */
export class TokenIssuer {
  readonly #deps: TokenIssuerDeps;

  constructor(deps: TokenIssuerDeps) {
    this.#deps = deps;
  }

  /**
   * Throws ACCOUNT_DISABLED or EMAIL_NOT_VERIFIED when the account may have no session at all. Call it only after the right
   * password, or it informs a stranger about the account.
   *
   * It also makes the app's claims: code of the app that throws must do so before anything is written.
   */
  assertMayAuthenticate(user: User): void {
    if (user.disabledAt !== null) throw new ApiError("ACCOUNT_DISABLED");
    if (this.#deps.requireVerifiedEmail && user.emailVerifiedAt === null) throw new ApiError("EMAIL_NOT_VERIFIED");
    this.#deps.extraClaims?.(user);
  }

  /**
   * Asks every question that comes before a token: may the account have a session, and is the evidence enough for it? Nothing is
   * written before, so a refused user loses nothing.
   * Throws ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED, SECOND_FACTOR_REQUIRED, ENROLMENT_REQUIRED.
   */
  admit(
    user: User,
    evidence: Evidence,
    more?: { known?: Enrolled | undefined; rememberMe?: boolean },
  ): Promise<Admission> {
    this.assertMayAuthenticate(user);
    return this.#deps.gate.admit(user, evidence, more);
  }

  /** Throws ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED, SESSION_REVOKED, SESSION_EXPIRED. */
  issue(
    { token, tokenIsNew, ...admitted }: AdmittedSession & { token: RefreshToken; tokenIsNew: boolean },
    now: number,
  ): IssuedTokens {
    const { user, session } = admitted;
    return {
      ...this.issueAccessToken(admitted, now),
      user,
      sessionId: session._id,
      refreshToken: encodeRefreshToken(this.#deps.keyring, token),
      refreshTokenExpiresAt: Math.min(session.idleExpiresAt, session.expiresAt),
      refreshTokenIsNew: tokenIsNew,
    };
  }

  /** Where the session goes on with the refresh token that it has. Throws as `issue` does. */
  issueAccessToken({ user, session, admission }: AdmittedSession, now: number): IssuedAccessToken {
    if (admission.userId !== user._id) throw new Error("Somebody else was let in.");
    this.assertMayAuthenticate(user);
    assertActive({ session, user }, now);
    // May outlive the session: verifyJWT reads the session, and its SESSION_EXPIRED says more than an expired token would.
    const expiresAt = now + this.#deps.accessTokenExpiry;
    const ext = this.#deps.extraClaims?.(user);
    const claims = {
      userId: user._id,
      sessionId: session._id,
      generation: session.generation,
      expiresAt,
      assurance: assuranceClaims(session.methods),
      ...(ext !== undefined && { ext }),
    };
    return {
      accessToken: this.#deps.accessTokens.sign(claims, now),
      accessTokenExpiresAt: expiresAt,
      rememberMe: session.rememberMe,
    };
  }
}
