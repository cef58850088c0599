export { type AppOptions, appOptionsFrom, type LatchkeyOptions } from "./AppOptions.js";
export type { Config } from "./Config.js";
export { ConfigError } from "./ConfigError.js";
export { dotEnvText, type EnvValues, parseDotEnv, renderEnvFile } from "./dotEnv.js";
export { configFromOptions, hasSettings, loadConfig } from "./loadConfig.js";
export {
  type AppleOptions,
  apple,
  type GithubOptions,
  type GoogleOptions,
  github,
  google,
  type MicrosoftOptions,
  microsoft,
  type OidcOptions,
  oidc,
  type ProviderOption,
} from "./providerOptions.js";
export {
  isSettingName,
  optionName,
  type Setting,
  type SettingName,
  settingGroups,
  settingNames,
  settings,
} from "./settings.js";
export { newSecret, writeSecretFile } from "./tokenSecrets.js";
export { databasePrefixFault, databaseSchemaFault, databaseUrlFault } from "./urls.js";
