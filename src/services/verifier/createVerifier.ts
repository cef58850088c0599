import type { Clock } from "../../utils/clock.js";
import { isLocalhost } from "../../utils/isLocalhost.js";
import { type AccessClaims, readAccessTokenHeader, verifyAccessToken } from "../token/index.js";
import { RemoteKeys } from "./RemoteKeys.js";
import { VerifierError } from "./VerifierError.js";

export interface VerifierOptions {
  /** Where the server publishes its keys: `https://auth.example.com/.well-known/jwks.json`. Only localhost may be http. */
  jwksUrl: string | URL;
  /** The server's ACCESS_TOKEN_ISSUER: the origin of its PUBLIC_URL unless set. */
  issuer: string;
  /** The server's ACCESS_TOKEN_AUDIENCE: the origin of its PUBLIC_URL unless set. */
  audience: string;
}

export interface Verifier {
  /**
   * The claims of an access token. It asks no database, so a token counts until it expires, also after a sign-out.
   * @throws VerifierError ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, KEYS_UNAVAILABLE
   */
  verify(token: string): Promise<AccessClaims>;
}

/** @throws TypeError when an option is missing or wrong */
export function createVerifier({ jwksUrl, issuer, audience }: VerifierOptions, clock: Clock): Verifier {
  for (const [name, value] of Object.entries({ issuer, audience })) {
    // jsonwebtoken checks nothing where nothing is expected.
    if (typeof value !== "string" || value === "") throw new TypeError(`${name} must be a text that is not empty`);
  }
  const keys = new RemoteKeys(checkedUrl(jwksUrl), clock);

  return {
    verify: async (token) => {
      const header = typeof token === "string" ? readAccessTokenHeader(token) : null;
      // Before anything is fetched: no other algorithm is ever judged by a public key.
      if (header?.alg !== "ES256" || typeof header.kid !== "string") throw new VerifierError("ACCESS_TOKEN_INVALID");
      const key = await keys.get(header.kid);
      const claims = key && verifyAccessToken(token, key, { algorithm: "ES256", issuer, audience });
      if (!claims) throw new VerifierError("ACCESS_TOKEN_INVALID");
      if (clock.now() >= claims.expiresAt) throw new VerifierError("ACCESS_TOKEN_EXPIRED");
      return claims;
    },
  };
}

/** Whoever can change the answer on its way can make tokens. */
function checkedUrl(given: string | URL): URL {
  if (!URL.canParse(String(given))) throw new TypeError("jwksUrl must be a URL");
  const url = new URL(given);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLocalhost(url));
  if (!isSafe) throw new TypeError("jwksUrl must be https, unless it is on localhost");
  if (url.username !== "" || url.password !== "") throw new TypeError("jwksUrl must not hold a user name or password");
  return url;
}
