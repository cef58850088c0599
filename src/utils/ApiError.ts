import { ERRORS, type ErrorCode } from "./errorCodes.js";
import type { FailureExtras } from "./failureExtras.js";

/** One thing that is wrong with the request: the field, and what it needs. */
export interface FieldError {
  path: string;
  message: string;
}

export type TextParams = Readonly<Record<string, string | number>>;

/** Which text of the catalogue a message is. It never leaves the server. */
export interface TextRef {
  readonly key: string;
  readonly params?: TextParams;
}

/** A field error as a service makes it. Without `text` the message has no translation: it is the app's. */
export interface ApiFieldError extends FieldError {
  readonly text?: TextRef | undefined;
}

export interface ApiErrorOptions {
  /** Shown to the client instead of the table's text, where it has to name what was seen. */
  message?: string;
  /** Of `message`, unless it is the app's. */
  text?: TextRef | undefined;
  /** Instead of the one in the table, for the one code that has two. */
  status?: number;
  /** Shown to the client. */
  errors?: readonly ApiFieldError[];
  /** Shown to the client: why the session ended. docs/guides/signed-out.md lists the causes. */
  reason?: string;
  /** Shown to the client, at the top of the envelope beside `code`. */
  extras?: FailureExtras;
  /** Shown to the client: seconds until a repeat makes sense. */
  retryAfterSeconds?: number;
  /** `Allow` of a 405. */
  allow?: string;
  /** What proof is missing, for the header of RFC 9470. `maxAge` in milliseconds. */
  stepUp?: { readonly level: 1 | 2; readonly maxAge: number };
  /** For the log alone: what the operator needs to see when a client is refused by a setting. */
  diagnosis?: Readonly<Record<string, unknown>>;
  /** For the log alone. */
  cause?: unknown;
}

/**
 * A failure with a code of the table. Only `code`, its public text, `errors`, `reason` and `extras` reach the client; `cause` and
 * `diagnosis` reach the log.
 * It deliberately declares no `message` or `stack` of its own: as class fields they would become enumerable and leak.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly statusCode: number;
  readonly errors: readonly FieldError[];
  readonly reason: string | undefined;
  readonly extras: FailureExtras;
  readonly retryAfterSeconds: number | undefined;
  readonly allow: string | undefined;
  readonly stepUp: ApiErrorOptions["stepUp"];
  readonly diagnosis: Readonly<Record<string, unknown>> | undefined;
  readonly #text: TextRef | undefined;
  readonly #fieldErrors: readonly ApiFieldError[];

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    super(options.message ?? ERRORS[code].message, { cause: options.cause });
    this.code = code;
    this.statusCode = options.status ?? ERRORS[code].status;
    this.#fieldErrors = options.errors ?? [];
    this.errors = this.#fieldErrors.map(({ path, message }) => ({ path, message }));
    this.#text = options.message === undefined ? { key: code } : options.text;
    this.reason = options.reason;
    this.extras = options.extras ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.allow = options.allow;
    this.stepUp = options.stepUp;
    this.diagnosis = options.diagnosis;
  }

  /** What the client reads, each text as `translate` returns it. */
  translated(translate: (text: { message: string; text?: TextRef | undefined }) => string) {
    const errors = this.#fieldErrors.map((error) => ({ path: error.path, message: translate(error) }));
    return { message: translate({ message: this.message, text: this.#text }), errors };
  }
}
