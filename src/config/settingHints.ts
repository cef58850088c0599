import { namesCutAtHash } from "./dotEnv.js";
import { isSettingName, type SettingName } from "./settings.js";

/** Names of other programs and tutorials for what a setting of ours says. Each of them may be somebody else's: none is refused. */
const OTHER_NAMES: Partial<Record<SettingName, readonly string[]>> = {
  DATABASE_URL: ["DB_URL", "MONGO_URI", "MONGO_URL", "MONGODB_URI", "MONGODB_URL"],
  PUBLIC_URL: ["APP_URL", "SITE_URL"],
  ACCESS_TOKEN_SECRET: ["JWT_SECRET", "JWT_ACCESS_SECRET", "TOKEN_SECRET"],
  REFRESH_TOKEN_SECRET: ["JWT_REFRESH_SECRET", "REFRESH_SECRET"],
  ACCESS_TOKEN_EXPIRY: ["JWT_EXPIRES_IN", "JWT_EXPIRATION", "JWT_EXPIRY"],
  REFRESH_TOKEN_EXPIRY: ["JWT_REFRESH_EXPIRES_IN", "JWT_REFRESH_EXPIRATION"],
  CORS_ORIGIN: ["ALLOWED_ORIGINS", "CLIENT_URL", "FRONTEND_URL"],
  SMTP_URL: ["SMTP_HOST", "SMTP_SERVER", "MAIL_HOST", "EMAIL_HOST", "EMAIL_SERVER"],
  // MAILFROM is cron's.
  MAIL_FROM: ["EMAIL_FROM", "SMTP_FROM", "MAILFROM"],
};

const otherNames = new Set(Object.values(OTHER_NAMES).flat());

/** Whether a name belongs to other programs too, however near it is to one of ours. */
export function isOtherName(name: string): boolean {
  return otherNames.has(name);
}

/** What a start should warn of, a line each: settings that were probably meant, and values that a `#` cuts off. */
export function settingHints(variables: NodeJS.Dict<string>, dotEnv: string): string[] {
  const meant = Object.entries(OTHER_NAMES).flatMap(([ours, others]) => {
    const given = variables[ours] === undefined ? others.filter((name) => variables[name] !== undefined) : [];
    return given.map((name) => `${name} is set and not used: Latchkey reads ${ours}, which is not set.`);
  });
  const cut = namesCutAtHash(dotEnv).filter(isSettingName);
  return [...meant, ...cut.map((name) => `${name} in .env ends at its "#": put the value in quotes if it goes on.`)];
}
