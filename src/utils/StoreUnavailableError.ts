/**
 * The database could not be reached or could not do the work. It says nothing about credentials: the answer is 503, never
 * 401, and cookies stay as they are.
 */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
  /** `unknown` when a write may have happened all the same (the connection broke after it was sent). */
  readonly outcome: "not-applied" | "unknown";

  constructor(message: string, options: { cause?: unknown; outcome?: "not-applied" | "unknown" } = {}) {
    super(message, { cause: options.cause });
    this.outcome = options.outcome ?? "not-applied";
  }
}
