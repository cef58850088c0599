export { counterKey } from "./counterKey.js";
export { createDeviceTokens, type DeviceTokens } from "./deviceTokens.js";
export { type CountedLimit, createLimits, type Limits } from "./limits.js";
export { createPasswordAttempts, type PasswordAttempts } from "./passwordAttempts.js";
