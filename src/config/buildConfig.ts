import { resolve } from "node:path";
import { SECOND } from "../utils/duration.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import { trimTrailing } from "../utils/trimTrailing.js";
import type { Config } from "./Config.js";
import { ConfigError } from "./ConfigError.js";
import { defaultSender } from "./defaultSender.js";
import type { Spelling } from "./names.js";
import { type GivenSettings, parseSettings } from "./parseSettings.js";
import { limitTable } from "./rateLimits.js";
import type { SettingValues } from "./settings.js";
import { tokenSecrets } from "./tokenSecrets.js";

/**
 * Checks settings one by one and together, and makes the configuration of them. `directory` is where `data/` lies, `hints` what
 * was noticed about the names before.
 */
export function buildConfig(
  given: GivenSettings,
  spell: Spelling,
  directory: string,
  hints: readonly string[] = [],
): Config {
  const values = parseSettings(given, spell);
  const publicUrl = values.PUBLIC_URL ?? new URL(`http://localhost:${values.PORT}`);
  checkAgainstPublicUrl(values, publicUrl, spell);
  return deepFreeze({
    databaseUrl: values.DATABASE_URL,
    databasePrefix: values.DATABASE_PREFIX ?? "",
    publicUrl: publicUrl.origin + trimTrailing(publicUrl.pathname, "/"),
    publicOrigin: publicUrl.origin,
    secureCookies: publicUrl.protocol === "https:",
    hsts: publicUrl.protocol === "https:" ? values.HSTS : "off",
    port: values.PORT,
    host: values.HOST,
    ...tokenSecrets(values, isLocalhost(publicUrl), spell, directory),
    accessTokenExpiry: values.ACCESS_TOKEN_EXPIRY,
    refreshTokenExpiry: values.REFRESH_TOKEN_EXPIRY,
    sessionMaxAge: values.SESSION_MAX_AGE,
    refreshTokenGrace: values.REFRESH_TOKEN_GRACE,
    shutdownDrain: shutdownDrain(values, publicUrl, spell),
    shutdownTimeout: values.SHUTDOWN_TIMEOUT,
    accessTokenIssuer: values.ACCESS_TOKEN_ISSUER ?? publicUrl.origin,
    accessTokenAudience: values.ACCESS_TOKEN_AUDIENCE ?? publicUrl.origin,
    accessTokenAlgorithms: values.ACCESS_TOKEN_ALGORITHM,
    keyRotation: values.KEY_ROTATION,
    refreshTokenTolerance: values.REFRESH_TOKEN_TOLERANCE,
    passwordMinLength: values.PASSWORD_MIN_LENGTH,
    corsOrigins: values.CORS_ORIGIN ?? [],
    cookieSameSite: values.COOKIE_SAME_SITE,
    tokensInBody: values.TOKENS_IN_BODY,
    trustProxy: values.TRUST_PROXY,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? defaultSender(publicUrl),
    outboxDirectory: resolve(directory, "data", "outbox"),
    requireVerifiedEmail: values.REQUIRE_VERIFIED_EMAIL,
    pages: values.PAGES,
    brandName: values.BRAND_NAME,
    brandColor: values.BRAND_COLOR,
    brandLogoUrl: values.BRAND_LOGO_URL,
    rateLimit: values.RATE_LIMIT,
    limits: limitTable(values.RATE_LIMITS ?? {}),
    auditRetention: values.AUDIT_RETENTION,
    logLevel: values.LOG_LEVEL,
    logRequests: values.LOG_REQUESTS,
    metrics: values.METRICS,
    metricsToken: values.METRICS_TOKEN,
    hints,
  });
}

/** Away from localhost a load balancer sends requests here, and has to see the stop first. */
function shutdownDrain(
  { SHUTDOWN_DRAIN: given, SHUTDOWN_TIMEOUT: timeout }: SettingValues,
  publicUrl: URL,
  spell: Spelling,
): number {
  if (given === null) return isLocalhost(publicUrl) ? 0 : Math.min(5 * SECOND, timeout / 2);
  if (given < timeout) return given;
  throw new ConfigError(
    spell("SHUTDOWN_DRAIN"),
    `must be shorter than ${spell("SHUTDOWN_TIMEOUT")}, which it is a part of: lower it, or raise ${spell("SHUTDOWN_TIMEOUT")}`,
  );
}

function checkAgainstPublicUrl(values: SettingValues, publicUrl: URL, spell: Spelling): void {
  const isHttp = publicUrl.protocol === "http:";
  if (isHttp && values.COOKIE_SAME_SITE === "none") {
    // Browsers drop a SameSite=None cookie that is not Secure.
    throw new ConfigError(
      spell("COOKIE_SAME_SITE"),
      `cannot be none on http: use strict or lax, or an https ${spell("PUBLIC_URL")}`,
    );
  }
  if (isLocalhost(publicUrl)) return;
  if (isHttp) {
    throw new ConfigError(
      spell("PUBLIC_URL"),
      "must be https away from localhost: tokens would cross the network in the clear",
    );
  }
  if (values.TRUST_PROXY === true) {
    // Anybody could forge X-Forwarded-For, and with it the address that rate limits and the audit log see.
    throw new ConfigError(
      spell("TRUST_PROXY"),
      "cannot be true away from localhost: write the number of proxies, for example 1, or their addresses",
    );
  }
  if (values.RATE_LIMIT === "off") {
    throw new ConfigError(spell("RATE_LIMIT"), "cannot be off away from localhost: remove it or write on");
  }
  if (values.REQUIRE_VERIFIED_EMAIL && values.SMTP_URL === null) {
    throw new ConfigError(
      spell("REQUIRE_VERIFIED_EMAIL"),
      `cannot be true away from localhost without ${spell("SMTP_URL")}: no mail would arrive, so nobody could ever sign in`,
    );
  }
}

// One level is deep: a setting is a plain value, a list of texts, or the table of limits, whose rows are frozen.
function deepFreeze(config: Config): Config {
  for (const value of Object.values(config)) Object.freeze(value);
  return Object.freeze(config);
}
