import { ERRORS, type ErrorCode } from "./errorCodes.js";

/** One thing that is wrong with the request: the field, and what it needs. */
export interface FieldError {
  path: string;
  message: string;
}

export interface ApiErrorOptions {
  /** Shown to the client instead of the table's text, where it has to name what was seen. */
  message?: string;
  /** Instead of the one in the table, for the one code that has two. */
  status?: number;
  /** Shown to the client. */
  errors?: FieldError[];
  /** Shown to the client: why the session ended. docs/guides/signed-out.md lists the causes. */
  reason?: string;
  /** Shown to the client: seconds until a repeat makes sense. */
  retryAfterSeconds?: number;
  /** `Allow` of a 405. */
  allow?: string;
  /** For the log alone: what the operator needs to see when a client is refused by a setting. */
  diagnosis?: Readonly<Record<string, unknown>>;
  /** For the log alone. */
  cause?: unknown;
}

/**
 * A failure with a code of the table. Only `code`, its public text, `errors` and `reason` reach the client; `cause` and
 * `diagnosis` reach the log.
 * It deliberately declares no `message` or `stack` of its own: as class fields they would become enumerable and leak.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly statusCode: number;
  readonly errors: readonly FieldError[];
  readonly reason: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly allow: string | undefined;
  readonly diagnosis: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    super(options.message ?? ERRORS[code].message, { cause: options.cause });
    this.code = code;
    this.statusCode = options.status ?? ERRORS[code].status;
    this.errors = options.errors ?? [];
    this.reason = options.reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.allow = options.allow;
    this.diagnosis = options.diagnosis;
  }
}

/** VALIDATION_FAILED with every issue that a schema has found. `whole` names the input where an issue has no path. */
export function validationFailed(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  whole: string,
): ApiError {
  const errors = issues.map(({ path, message }) => ({ path: path.join(".") || whole, message }));
  return new ApiError("VALIDATION_FAILED", { errors });
}
