import { RateLimitedError, type RateLimits } from "../services/rateLimit/index.js";
import type { Metrics } from "./createMetrics.js";
import { onFailure } from "./onEnd.js";

/** The same limits, whose refusals are counted. */
export function watchRateLimits(
  { limits, passwordAttempts, reauthAttempts }: RateLimits,
  metrics: Metrics,
): RateLimits {
  function watched<Result>(call: Promise<Result>): Promise<Result> {
    onFailure(call, (error) => {
      if (error instanceof RateLimitedError) metrics.rateLimited.inc({ limit: error.limit });
    });
    return call;
  }

  return {
    limits: {
      ...limits,
      consume: (name, key) => watched(limits.consume(name, key)),
      consumeAddress: (name, address) => watched(limits.consumeAddress(name, address)),
    },
    passwordAttempts: { ...passwordAttempts, begin: (attempt) => watched(passwordAttempts.begin(attempt)) },
    reauthAttempts: { ...reauthAttempts, begin: (attempt) => watched(reauthAttempts.begin(attempt)) },
  };
}
