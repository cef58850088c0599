import { ApiError } from "../../utils/ApiError.js";
import { SECOND } from "../../utils/duration.js";

/** RATE_LIMITED, with what is left of the wait in whole seconds: a client that waits them is not refused for being early. */
export function rateLimited(milliseconds: number): ApiError {
  return new ApiError("RATE_LIMITED", { retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / SECOND)) });
}
