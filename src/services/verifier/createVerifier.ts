import { type JWTVerifyOptions, jwtVerify } from "jose";
import { codeOf } from "../../utils/errorFacts.js";
import { isLocalhost } from "../../utils/isLocalhost.js";
import { ACCESS_TOKEN_TYPE, type AccessClaims, MAX_TOKEN_LENGTH, readClaims } from "../token/index.js";
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
   * The claims of an access token. It uses no database, so a token is valid until it expires, also after a sign-out.
   *
   * @throws VerifierError ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED, KEYS_UNAVAILABLE
   *
   * @example
   * const { userId, sessionId } = await verifier.verify(accessToken);
   */
  verify(token: string): Promise<AccessClaims>;
}

/**
 * Checks access tokens of a Latchkey server with `ACCESS_TOKEN_ALGORITHM=ES256`, without its database and without a secret.
 * Nothing is fetched yet.
 *
 * @throws TypeError when an option is missing or wrong
 *
 * @example
 * const verifier = createVerifier({
 *   jwksUrl: "https://auth.example.com/.well-known/jwks.json",
 *   issuer: "https://auth.example.com",
 *   audience: "https://auth.example.com",
 * });
 */
export function createVerifier({ jwksUrl, issuer, audience }: VerifierOptions): Verifier {
  for (const [name, value] of Object.entries({ issuer, audience })) {
    // jose checks nothing where nothing is expected.
    if (typeof value !== "string" || value === "") throw new TypeError(`${name} must be a text that is not empty`);
  }
  const remoteKeys = new RemoteKeys(checkedUrl(jwksUrl));
  // The algorithm is checked before a key is asked for: no other algorithm is ever judged by a public key.
  const options = { algorithms: ["ES256"], typ: ACCESS_TOKEN_TYPE, issuer, audience };
  return { verify: (token) => verify(token, remoteKeys, options) };
}

async function verify(token: unknown, remoteKeys: RemoteKeys, options: JWTVerifyOptions): Promise<AccessClaims> {
  if (typeof token !== "string" || token.length > MAX_TOKEN_LENGTH) throw new VerifierError("ACCESS_TOKEN_INVALID");
  try {
    const { payload } = await jwtVerify(token, remoteKeys.get, options);
    const claims = readClaims(payload);
    if (claims !== null) return claims;
  } catch (error) {
    if (error instanceof VerifierError) throw error;
    const code = String(codeOf(error));
    if (code === "ERR_JWT_EXPIRED") throw new VerifierError("ACCESS_TOKEN_EXPIRED");
    // What jose says of a token; anything else is a bug and must be seen.
    if (!code.startsWith("ERR_J")) throw error;
  }
  throw new VerifierError("ACCESS_TOKEN_INVALID");
}

/** An attacker who can change the answer on its way can make tokens. */
function checkedUrl(given: string | URL): URL {
  if (!URL.canParse(String(given))) throw new TypeError("jwksUrl must be a URL");
  const url = new URL(given);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLocalhost(url));
  if (!isSafe) throw new TypeError("jwksUrl must be https, unless it is on localhost");
  if (url.username !== "" || url.password !== "") throw new TypeError("jwksUrl must not hold a user name or password");
  return url;
}
