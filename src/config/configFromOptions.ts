import { buildConfig } from "./buildConfig.js";
import type { Config } from "./Config.js";
import type { LatchkeyOptions } from "./LatchkeyOptions.js";
import { optionName, settingOfOption } from "./names.js";

/**
 * The configuration from options in code. It reads no environment.
 * @throws ConfigError when an option is missing, wrong or misspelt.
 */
export function configFromOptions(options: LatchkeyOptions): Config {
  const given = Object.entries(options).map(([option, value]) => [settingOfOption(option), value]);
  return buildConfig(Object.fromEntries(given), optionName, process.cwd());
}
