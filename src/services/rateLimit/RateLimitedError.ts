import { ApiError } from "../../utils/ApiError.js";
import { SECOND } from "../../utils/duration.js";
import type { LimitName } from "./limitRules.js";

/** RATE_LIMITED, with what is left of the wait in whole seconds: a client that waits them is not refused for being early. */
export class RateLimitedError extends ApiError {
  /** Which limit refused: for the operator, never for the client. */
  readonly limit: LimitName;

  constructor(limit: LimitName, milliseconds: number) {
    super("RATE_LIMITED", { retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / SECOND)) });
    this.limit = limit;
  }
}
