import type { Config } from "../config/index.js";
import type { Events } from "../services/events/index.js";
import {
  createCounterKey,
  FactorAttempts,
  Limits,
  PasswordAttempts,
  ReauthAttempts,
  TrustedDevices,
} from "../services/rateLimit/index.js";
import type { Store } from "../stores/Store.js";
import type { Clock } from "../utils/clock.js";

/** What counts attempts, and knows the devices that have signed in before. */
export function composeLimitServices(config: Config, parts: { store: Store; clock: Clock; events: Events }) {
  const { store, clock, events } = parts;
  const limiting = {
    store: store.rateLimits,
    clock,
    limits: config.limits,
    counterKey: createCounterKey(config.refreshTokenSecrets),
    events,
    enabled: config.rateLimit === "on",
  };
  return {
    limits: new Limits(limiting),
    passwordAttempts: new PasswordAttempts(limiting),
    factorAttempts: new FactorAttempts(limiting),
    reauthAttempts: new ReauthAttempts(limiting),
    trustedDevices: new TrustedDevices({ secrets: config.refreshTokenSecrets, clock }),
  };
}
