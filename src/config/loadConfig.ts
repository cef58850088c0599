import { existsSync } from "node:fs";
import { join } from "node:path";
import { appOptionNames, type LatchkeyOptions } from "./AppOptions.js";
import { buildConfig } from "./buildConfig.js";
import type { Config } from "./Config.js";
import { dotEnvText, parseDotEnv } from "./dotEnv.js";
import { rejectUnknownEnv, settingHints, settingOfOption, withoutUserOfSystem } from "./names.js";
import { providerSettings } from "./providerSettings.js";
import { optionName, settingNames } from "./settings.js";

interface ConfigSource {
  env?: NodeJS.ProcessEnv;
  /** Where `.env` and `data/` lie. */
  cwd?: string;
  /** Taken instead of the `.env` file: to find out whether a file that is not written yet is any good. */
  dotEnv?: string;
}

/**
 * The configuration from the environment and a `.env` file, where the environment wins. Nothing else in the project reads
 * `process.env`.
 * @throws ConfigError when a setting is missing, wrong or misspelled.
 */
export function loadConfig({ env = process.env, cwd = process.cwd(), dotEnv }: ConfigSource = {}): Config {
  const text = dotEnv ?? dotEnvText(join(cwd, ".env"));
  const variables = { ...parseDotEnv(text), ...withoutUserOfSystem(env) };
  for (const [name, value = ""] of Object.entries(variables)) rejectUnknownEnv(name, value);
  return buildConfig(variables, (name) => name, cwd, { hints: settingHints(variables, { env, dotEnv: text }) });
}

/** The settings among the options in code, without the environment. Throws ConfigError for one that is wrong or misspelled. */
export function configFromOptions(options: LatchkeyOptions): Config {
  const given = Object.entries(options)
    .filter(([option]) => !appOptionNames.includes(option))
    .map(([option, value]) => [settingOfOption(option, appOptionNames), value]);
  return buildConfig(Object.fromEntries(given), optionName, process.cwd(), {
    app: { sendsMail: options.sendMail !== undefined, providers: options.providers },
  });
}

/** What a server leaves in the folder that it was started in. */
const TRACES = [".env", join("data", "secrets.json"), join("data", "latchkey.db")];
/** Names that other programs have too. */
const COMMON = new Set<string>(["HOST", "PORT", "USERNAME", ...Object.keys(providerSettings)]);

/** Whether this looks like the folder or the environment of a server. Elsewhere the defaults would describe none. */
export function hasSettings({ env = process.env, cwd = process.cwd() }: ConfigSource = {}): boolean {
  const isSet = settingNames.some((name) => env[name] !== undefined && !COMMON.has(name));
  return isSet || TRACES.some((file) => existsSync(join(cwd, file)));
}
