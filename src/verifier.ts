import * as verifier from "./services/verifier/index.js";
import { systemClock } from "./utils/clock.js";

export type { AccessClaims } from "./services/token/index.js";
export { VerifierError, type VerifierErrorCode } from "./services/verifier/index.js";

export type Verifier = verifier.Verifier;
export type VerifierOptions = verifier.VerifierOptions;

/**
 * Checks access tokens of a Latchkey server with `ACCESS_TOKEN_ALGORITHM=ES256`, without its database and without a secret.
 * Nothing is fetched yet.
 *
 * @throws TypeError when an option is missing or wrong
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return verifier.createVerifier(options, systemClock);
}
