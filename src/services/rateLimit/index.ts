export { createCounterKey } from "./counterKey.js";
export { createDeviceTokens, type DeviceTokens, joinDeviceTokens, type KnownDevice } from "./deviceTokens.js";
export { isLimitName, LIMITS, type LimitName, type LimitNumbers, type LimitTable, limitNames } from "./limitRules.js";
export { type CountedLimit, createLimits, type Limits } from "./limits.js";
export { createPasswordAttempts, type PasswordAttempt, type PasswordAttempts } from "./passwordAttempts.js";
export { createRateLimits } from "./rateLimits.js";
export { createReauthAttempts, type ReauthAttempts, type ReauthLimit } from "./reauthAttempts.js";
