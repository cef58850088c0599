export type { AccessClaims } from "./services/token/index.js";
export {
  createVerifier,
  type Verifier,
  VerifierError,
  type VerifierErrorCode,
  type VerifierOptions,
} from "./services/verifier/index.js";
