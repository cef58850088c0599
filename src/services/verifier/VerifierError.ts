/** 401 is about the token; 503 says that nothing is known about it. */
const STATUS = { ACCESS_TOKEN_INVALID: 401, ACCESS_TOKEN_EXPIRED: 401, KEYS_UNAVAILABLE: 503 } as const;

const MESSAGE = {
  ACCESS_TOKEN_INVALID: "The access token is invalid.",
  ACCESS_TOKEN_EXPIRED: "The access token has expired.",
  KEYS_UNAVAILABLE: "The public keys could not be fetched.",
} as const;

export type VerifierErrorCode = keyof typeof STATUS;

/**
 * Why a token was not accepted. It never contains the token; `cause` is for the log.
 *
 * @example
 * try {
 *   await verifier.verify("not a token");
 * } catch (error) {
 *   if (!(error instanceof VerifierError)) throw error;
 *   error.statusCode; // 401
 * }
 */
export class VerifierError extends Error {
  override readonly name = "VerifierError";
  readonly code: VerifierErrorCode;
  /** The HTTP status that fits: 401, or 503 for KEYS_UNAVAILABLE. */
  readonly statusCode: 401 | 503;

  constructor(code: VerifierErrorCode, options: { cause?: unknown } = {}) {
    super(MESSAGE[code], options);
    this.code = code;
    this.statusCode = STATUS[code];
  }
}
