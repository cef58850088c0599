import type { Clock } from "../../utils/clock.js";
import type { AccessTokens } from "./accessToken.js";
import { decodeRefreshToken, type RefreshTokenKeyring } from "./refreshToken.js";

export interface TokenChecksDeps {
  readonly accessTokens: AccessTokens;
  readonly keyring: RefreshTokenKeyring;
  readonly clock: Clock;
}

/** Checks the text of a token alone: no session is read. */
export class TokenChecks {
  readonly #deps: TokenChecksDeps;
  /** Whether a text is a token that was made here, also one that has expired or was revoked. */
  readonly isOurs: Readonly<Record<"accessToken" | "refreshToken", (text: string) => boolean>>;

  constructor(deps: TokenChecksDeps) {
    this.#deps = deps;
    this.isOurs = {
      accessToken: (text) => ["valid", "expired"].includes(this.#kindOf(text)),
      refreshToken: (text) => decodeRefreshToken(deps.keyring, text) !== null,
    };
  }

  /** Whether a text is an access token that was made here and has expired. */
  isExpired(accessToken: string): boolean {
    return this.#kindOf(accessToken) === "expired";
  }

  #kindOf(accessToken: string): string {
    return this.#deps.accessTokens.verify(accessToken, this.#deps.clock.now()).kind;
  }
}
