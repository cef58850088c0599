import type { Clock } from "../../utils/clock.js";
import type { AccessTokens } from "./accessToken.js";
import { decodeRefreshToken, type RefreshTokenKeyring } from "./refreshToken.js";

/** Checks of a token's text alone: no session is read. */
export interface TokenChecks {
  /** Whether a text is a token that was made here, also one that has expired or was revoked. */
  readonly isOurs: Readonly<Record<"accessToken" | "refreshToken", (text: string) => boolean>>;
  /** Whether a text is an access token that was made here and has expired. */
  isExpired(accessToken: string): boolean;
}

export function createTokenChecks(deps: {
  accessTokens: AccessTokens;
  keyring: RefreshTokenKeyring;
  clock: Clock;
}): TokenChecks {
  const kindOf = (accessToken: string) => deps.accessTokens.verify(accessToken, deps.clock.now()).kind;
  return {
    isOurs: {
      accessToken: (text) => ["valid", "expired"].includes(kindOf(text)),
      refreshToken: (text) => decodeRefreshToken(deps.keyring, text) !== null,
    },
    isExpired: (accessToken) => kindOf(accessToken) === "expired",
  };
}
