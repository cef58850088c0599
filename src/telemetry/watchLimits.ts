import type { Limits, PasswordAttempts } from "../services/rateLimit/index.js";
import { ApiError } from "../utils/ApiError.js";
import type { LimitName } from "../utils/limits.js";
import type { Metrics } from "./createMetrics.js";
import { onFailure } from "./onEnd.js";

function countRefusal(call: Promise<unknown>, limit: LimitName, metrics: Metrics): void {
  onFailure(call, (error) => {
    if (error instanceof ApiError && error.code === "RATE_LIMITED") metrics.rateLimited.inc({ limit });
  });
}

/** The same limits, whose refusals are counted. */
export function watchLimits(limits: Limits, metrics: Metrics): Limits {
  return {
    consume: (name, key) => {
      const call = limits.consume(name, key);
      countRefusal(call, name, metrics);
      return call;
    },
  };
}

/** The same, for the attempts at passwords. */
export function watchPasswordAttempts(attempts: PasswordAttempts, metrics: Metrics): PasswordAttempts {
  return {
    ...attempts,
    begin: (attempt) => {
      const call = attempts.begin(attempt);
      countRefusal(call, attempt.deviceId === null ? "login.account" : "login.device", metrics);
      return call;
    },
  };
}
