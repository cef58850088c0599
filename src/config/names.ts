import { ConfigError } from "./ConfigError.js";
import { nearestName } from "./nearestName.js";
import { isOtherName } from "./settingHints.js";
import { isSettingName, type SettingName, settingNames } from "./settings.js";

/** How a caller writes the name of a setting: the environment and the options differ. */
export type Spelling = (name: SettingName) => string;

/** `ACCESS_TOKEN_SECRET` as an option: `accessTokenSecret`. */
export function optionName(name: SettingName): string {
  return name.toLowerCase().replace(/_[a-z]/g, (match) => match.slice(1).toUpperCase());
}

// PORT and HOST are one slip away from names that have nothing to do with Latchkey.
const LEAST_LENGTH = 7;
const guessableNames = settingNames.filter((name) => name.length >= LEAST_LENGTH);

/** Refuses a variable that looks like a setting and is none. Other programs' variables pass. */
export function checkVariable(name: string, value: string): void {
  if (isSettingName(name) || isOtherName(name)) return;
  if (name.startsWith("LATCHKEY_") && !isKubernetesLink(name, value)) throw unknownName(name, misprefixed(name));
  const meant = name.length >= LEAST_LENGTH ? nearestName(name, guessableNames) : null;
  if (meant !== null) throw unknownName(name, meant);
}

function misprefixed(name: string): string | null {
  return nearestName(name.slice("LATCHKEY_".length), settingNames);
}

// Kubernetes gives every pod such variables for a service that is named latchkey.
function isKubernetesLink(name: string, value: string): boolean {
  return /^LATCHKEY_(SERVICE_(HOST|PORT)|PORT_\d)/.test(name) || (name === "LATCHKEY_PORT" && value.includes("://"));
}

const optionNames = settingNames.map(optionName);

/** The setting that an option names. */
export function settingOfOption(option: string): SettingName {
  const setting = settingNames.find((name) => optionName(name) === option);
  if (setting === undefined) throw unknownName(option, nearestName(option, optionNames));
  return setting;
}

function unknownName(name: string, meant: string | null): ConfigError {
  const cure =
    meant === null ? "remove it, or see docs/reference/configuration.md for the names" : `did you mean ${meant}?`;
  return new ConfigError(name, `is not a setting: ${cure}`);
}
