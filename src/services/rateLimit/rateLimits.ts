import { createCounterKey } from "./counterKey.js";
import { createLimits, type LimitDeps, type Limits } from "./limits.js";
import { createPasswordAttempts, type PasswordAttempts } from "./passwordAttempts.js";
import { createReauthAttempts, type ReauthAttempts } from "./reauthAttempts.js";

/** Everything that counts attempts, over one store and with one key. */
export interface RateLimits {
  readonly limits: Limits;
  readonly passwordAttempts: PasswordAttempts;
  readonly reauthAttempts: ReauthAttempts;
}

/** @param deps.secrets the refresh token secrets: see {@link createCounterKey} */
export function createRateLimits(deps: Omit<LimitDeps, "counterKey"> & { secrets: readonly string[] }): RateLimits {
  const limiting = { ...deps, counterKey: createCounterKey(deps.secrets) };
  return {
    limits: createLimits(limiting),
    passwordAttempts: createPasswordAttempts(limiting),
    reauthAttempts: createReauthAttempts(limiting),
  };
}
