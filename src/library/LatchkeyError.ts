import type { FieldError } from "../utils/ApiError.js";
import { ERRORS, type ErrorCode } from "../utils/errorCodes.js";

export type { FieldError } from "../utils/ApiError.js";
export type { ErrorCode } from "../utils/errorCodes.js";

/**
 * A failure of a call from your server's code, with a code of docs/reference/errors.md. `message` and `errors` may be shown to the
 * user. Express answers with its `statusCode`. The cause of a 503 is in `cause`.
 *
 * @example
 * app.use((error, req, res, next) => {
 *   if (!(error instanceof LatchkeyError)) return next(error);
 *   res.status(error.statusCode).json({ code: error.code, errors: error.errors });
 * });
 */
export class LatchkeyError extends Error {
  override readonly name = "LatchkeyError";
  readonly code: ErrorCode;
  readonly statusCode: number;
  /** Each failing field (`path`) with what to enter. */
  readonly errors: readonly FieldError[];
  /** Seconds until a repeat makes sense, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: LatchkeyErrorOptions = {}) {
    const { message, statusCode, errors = [], retryAfterSeconds, cause } = options;
    super(message ?? ERRORS[code].message, { cause });
    this.code = code;
    this.statusCode = statusCode ?? ERRORS[code].status;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface LatchkeyErrorOptions {
  readonly message?: string;
  /** Instead of the one in the table. */
  readonly statusCode?: number;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}
