import type { Clock } from "../../utils/clock.js";
import type { AccessTokens } from "./accessToken.js";
import { decodeRefreshToken, type RefreshTokenKeyring } from "./refreshToken.js";

/** What the bare text of a token shows, without a look at its session. */
export interface TokenChecks {
  /** Whether a text is a token that was made here, whatever became of it since. */
  readonly isOurs: Readonly<Record<"accessToken" | "refreshToken", (text: string) => boolean>>;
  /** Whether a text is an access token that was made here and has run out. */
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
