import { NAME_RULES } from "../utils/nameRules.js";
import { nearestName } from "../utils/nearestName.js";
import { ConfigError } from "./ConfigError.js";
import { namesCutAtHash } from "./dotEnv.js";
import { isSettingName, optionName, type SettingName, settingNames } from "./settings.js";

/** How a caller writes the name of a setting: the environment and the options differ. */
export type NameFormatter = (name: SettingName) => string;

// PORT and HOST are one slip away from the names of other programs.
const MIN_LENGTH = 7;
const guessableNames = settingNames.filter((name) => name.length >= MIN_LENGTH);

/**
 * Windows and some desktops and shells set USERNAME to who is logged in, in the environment of every program. That is no value of the
 * setting, and must neither stop the start nor hide what `.env` says.
 */
export function withoutUserOfSystem(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { USERNAME: value = "", ...others } = env;
  const isUser = value.trim() !== "" && !NAME_RULES.some((rule) => rule === value);
  return isUser ? others : env;
}

/** Names of other programs and tutorials for a setting of ours. Each of them may belong to another program: none is refused. */
const OTHER_NAMES: Partial<Record<SettingName, readonly string[]>> = {
  DATABASE_URL: ["DB_URL", "MONGO_URI", "MONGO_URL", "MONGODB_URI", "MONGODB_URL", "POSTGRES_URL", "POSTGRES_URI"],
  PUBLIC_URL: ["APP_URL", "SITE_URL"],
  ACCESS_TOKEN_SECRET: ["JWT_SECRET", "JWT_ACCESS_SECRET", "TOKEN_SECRET"],
  REFRESH_TOKEN_SECRET: ["JWT_REFRESH_SECRET", "REFRESH_SECRET"],
  ACCESS_TOKEN_EXPIRY: ["JWT_EXPIRES_IN", "JWT_EXPIRATION", "JWT_EXPIRY"],
  REFRESH_TOKEN_EXPIRY: ["JWT_REFRESH_EXPIRES_IN", "JWT_REFRESH_EXPIRATION"],
  CORS_ORIGIN: ["ALLOWED_ORIGINS", "CLIENT_URL", "FRONTEND_URL"],
  SMTP_URL: ["SMTP_HOST", "SMTP_SERVER", "MAIL_HOST", "EMAIL_HOST", "EMAIL_SERVER"],
  USERNAME: ["USER_NAME"],
  // MAILFROM is cron's.
  MAIL_FROM: ["EMAIL_FROM", "SMTP_FROM", "MAILFROM"],
};

/** Two slips from GITHUB_CLIENT_SECRET, and none: it is another provider's. */
const NO_SLIP = "GITLAB_CLIENT_SECRET";

const otherNames = new Set([...Object.values(OTHER_NAMES).flat(), NO_SLIP]);

/** Refuses a variable that looks like a setting and is none. Variables of other programs pass. */
export function rejectUnknownEnv(name: string, value: string): void {
  if (isSettingName(name) || otherNames.has(name)) return;
  if (name.startsWith("LATCHKEY_") && !isKubernetesLink(name, value)) {
    throw unknownName(name, nearestName(name.slice("LATCHKEY_".length), settingNames));
  }
  const meant = name.length >= MIN_LENGTH ? nearestName(name, guessableNames) : null;
  if (meant !== null) throw unknownName(name, meant);
}

// Kubernetes gives every pod such variables for a service that is named latchkey.
function isKubernetesLink(name: string, value: string): boolean {
  return /^LATCHKEY_(SERVICE_(HOST|PORT)|PORT_\d)/.test(name) || (name === "LATCHKEY_PORT" && value.includes("://"));
}

/** The setting that an option of the library names. `others` are the options that are no settings. */
export function settingOfOption(option: string, others: readonly string[]): SettingName {
  const setting = settingNames.find((name) => optionName(name) === option);
  if (setting === undefined) {
    throw unknownName(option, nearestName(option, [...settingNames.map(optionName), ...others]));
  }
  return setting;
}

function unknownName(name: string, meant: string | null): ConfigError {
  const fix =
    meant === null ? "remove it, or see docs/reference/configuration.md for the names" : `did you mean ${meant}?`;
  return new ConfigError(name, `is not a setting: ${fix}`);
}

/**
 * What a start should warn of, a line each: settings that were probably meant, and values that a `#` cuts off. `variables` are those
 * that count, of the environment and of the text of `.env`.
 */
export function settingHints(
  variables: NodeJS.Dict<string>,
  { env, dotEnv }: { env: NodeJS.ProcessEnv; dotEnv: string },
): string[] {
  const meant = Object.entries(OTHER_NAMES).flatMap(([ours, others]) => {
    const given = variables[ours] === undefined ? others.filter((name) => variables[name] !== undefined) : [];
    return given.map((name) => `${name} is set and not used: Latchkey reads ${ours}, which is not set.`);
  });
  const cut = namesCutAtHash(dotEnv).filter(isSettingName);
  const ignored = variables["USERNAME"] !== env["USERNAME"] && nearestName(env["USERNAME"] ?? "", NAME_RULES) !== null;
  if (ignored) meant.push(`USERNAME in the environment is none of ${NAME_RULES.join(", ")}, so it is ignored.`);
  return [...meant, ...cut.map((name) => `${name} in .env ends at its "#": put the value in quotes if it goes on.`)];
}
