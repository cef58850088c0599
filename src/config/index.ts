export type { Config } from "./Config.js";
export { ConfigError } from "./ConfigError.js";
export { configFromOptions } from "./configFromOptions.js";
export type { LatchkeyOptions } from "./LatchkeyOptions.js";
export { loadConfig } from "./loadConfig.js";
export { optionName } from "./names.js";
export type { Setting } from "./Setting.js";
export { type SettingName, settingNames, settings } from "./settings.js";
