export { createVerifier, type Verifier, type VerifierOptions } from "./createVerifier.js";
export { VerifierError, type VerifierErrorCode } from "./VerifierError.js";
