export { counterKey } from "./counterKey.js";
export { createDeviceTokens, type DeviceTokens, joinDeviceTokens } from "./deviceTokens.js";
export { createLimits, type Limits } from "./limits.js";
export { createPasswordAttempts, type PasswordAttempts } from "./passwordAttempts.js";
