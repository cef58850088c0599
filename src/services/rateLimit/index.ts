export { type FactorAttempt, FactorAttempts } from "./FactorAttempts.js";
export { type CountedLimit, createCounterKey, Limits } from "./Limits.js";
export {
  isLimitName,
  LIMITS,
  type LimitName,
  type LimitNumbers,
  type LimitTable,
  limitNames,
  parseLimit,
} from "./limitRules.js";
export { type PasswordAttempt, PasswordAttempts } from "./PasswordAttempts.js";
export { ReauthAttempts, type ReauthLimit } from "./ReauthAttempts.js";
export { joinDeviceTokens, type KnownDevice, TrustedDevices } from "./TrustedDevices.js";
