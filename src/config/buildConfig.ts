import { isIP } from "node:net";
import { resolve } from "node:path";
import { SECOND } from "../utils/duration.js";
import { IN_MEMORY } from "../utils/inMemory.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import { trimTrailing } from "../utils/trimTrailing.js";
import type { Config, Renamed } from "./Config.js";
import { ConfigError } from "./ConfigError.js";
import type { NameFormatter } from "./names.js";
import type { ProviderOption } from "./providerOptions.js";
import { providersOf } from "./providers.js";
import { limitTable } from "./rateLimits.js";
import { optionName, type Setting, type SettingName, type SettingValues, settingNames, settings } from "./settings.js";
import { tokenSecrets } from "./tokenSecrets.js";
import { isNextOrigin } from "./urls.js";

/** What was given, before any check. */
export type GivenSettings = Readonly<Partial<Record<SettingName, unknown>>>;

/**
 * Checks settings one by one and together, and makes the configuration of them. `directory` is where `data/` lies, `hints` what
 * was noticed about the names before. `app`: what of an app the settings depend on; no program of our own has one.
 * @throws ConfigError for the first setting that is wrong
 */
export function buildConfig(
  given: GivenSettings,
  nameFormatter: NameFormatter,
  directory: string,
  { hints = [], app }: { hints?: readonly string[]; app?: AppParts } = {},
): Config {
  const values = parseSettings(given, nameFormatter);
  const url = values.publicUrl ?? new URL(`http://localhost:${values.port}`);
  const onLocalhost = isLocalhost(url);
  checkAgainstUrl(values, url, nameFormatter);
  if (!onLocalhost) checkMailArrives(values, app, nameFormatter);
  const publicUrl = url.origin + trimTrailing(url.pathname, "/");
  const { accessTokenAlgorithm, corsOrigin, rateLimits } = values;
  const inCode = app?.providers ?? [];
  return deepFreeze({
    ...withoutRenamed(values),
    databasePrefix: values.databasePrefix ?? "",
    publicUrl,
    publicOrigin: url.origin,
    secureCookies: url.protocol === "https:",
    // The header means nothing on http.
    hsts: url.protocol === "https:" ? values.hsts : "off",
    ...tokenSecrets(values, { onLocalhost, directory }, nameFormatter),
    accessTokenAlgorithms: accessTokenAlgorithm,
    accessTokenIssuer: values.accessTokenIssuer ?? url.origin,
    accessTokenAudience: values.accessTokenAudience ?? url.origin,
    corsOrigins: corsOrigin ?? [],
    passkeyRpId: values.passkeyRpId ?? url.hostname,
    passkeyOrigins: values.passkeyOrigins ?? [],
    providers: providersOf(values, { publicUrl: url, directory, inCode }, nameFormatter),
    pages: values.pages === "off" ? "off" : "on",
    pagesUrl: publicUrl + values.pagesPath,
    pagesNext: originsToFollow(values),
    mailFrom: values.mailFrom ?? defaultSender(url, values.brandName),
    outboxDirectory: resolve(directory, "data", "outbox"),
    // The mails have links that open accounts.
    outboxUrl:
      onLocalhost && values.smtpUrl === null && !app?.sendsMail ? `${publicUrl + values.pagesPath}/outbox` : null,
    limits: limitTable(rateLimits ?? {}),
    shutdownDrain: shutdownDrain(values, onLocalhost, nameFormatter),
    hints,
  });
}

/** What the configuration has under other names. */
function withoutRenamed(values: SettingValues): Omit<SettingValues, Renamed> {
  const { accessTokenSecret, refreshTokenSecret, accessTokenAlgorithm, corsOrigin, rateLimits, ...others } = values;
  const { googleClientId, googleClientSecret, githubClientId, githubClientSecret, ...withoutPairs } = others;
  const { microsoftClientId, microsoftClientSecret, microsoftTenant, oidcProviders, ...rest } = withoutPairs;
  const { appleClientId, appleTeamId, appleKeyId, applePrivateKey, ...kept } = rest;
  return kept;
}

/** Checks each setting on its own and fills in the defaults. */
function parseSettings(given: GivenSettings, nameFormatter: NameFormatter): SettingValues {
  const values = settingNames.map((name) => [optionName(name), parseSetting(name, given[name], nameFormatter)]);
  // Object.fromEntries forgets which value belongs to which name; the table does not.
  return Object.fromEntries(values) as SettingValues;
}

function parseSetting(name: SettingName, given: unknown, nameFormatter: NameFormatter): unknown {
  const { parser, default: fallback }: Setting = settings[name];
  const value = given ?? fallback;
  if (value === null) return null;
  // An empty text is a forgotten value or a variable that did not expand, never a choice.
  if (typeof value === "string" && value.trim() === "") {
    throw new ConfigError(nameFormatter(name), "is empty: give it a value or remove it");
  }
  const result = parser.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigError(nameFormatter(name), result.error.issues[0]?.message ?? "is wrong");
}

/** Where a sign-in may lead beside the pages' own origin. The shells of apps in CORS_ORIGIN are no pages to go to. */
function originsToFollow({ pages, pagesNext, corsOrigin }: SettingValues): string[] {
  const inPages = typeof pages === "object" ? pages.next : [];
  return [...new Set([...inPages, ...(pagesNext ?? []), ...(corsOrigin ?? []).filter(isNextOrigin)])];
}

/** Away from localhost a load balancer sends requests here, and has to see the stop first. */
function shutdownDrain(values: SettingValues, onLocalhost: boolean, nameFormatter: NameFormatter): number {
  const { shutdownDrain: given, shutdownTimeout: timeout } = values;
  if (given === null) return onLocalhost ? 0 : Math.min(5 * SECOND, timeout / 2);
  if (given < timeout) return given;
  const whole = nameFormatter("SHUTDOWN_TIMEOUT");
  const reason = `must be shorter than ${whole}, which it is a part of: lower it, or raise ${whole}`;
  throw new ConfigError(nameFormatter("SHUTDOWN_DRAIN"), reason);
}

/** What is safe on localhost, or on https, alone. */
function checkAgainstUrl(values: SettingValues, url: URL, nameFormatter: NameFormatter): void {
  const refuse = (name: SettingName, reason: string): never => {
    throw new ConfigError(nameFormatter(name), reason);
  };
  const { passkeyRpId } = values;
  if (passkeyRpId !== null && !isWithinDomain(url.hostname, passkeyRpId)) {
    // Browsers refuse a domain that is not the page's own, nor one above it.
    const fix = `write ${url.hostname}, a domain above it that is yours, or remove it`;
    refuse("PASSKEY_RP_ID", `must be the host of ${nameFormatter("PUBLIC_URL")} or a domain above it: ${fix}`);
  }
  const isHttp = url.protocol === "http:";
  if (isHttp && values.cookieSameSite === "none") {
    // Browsers drop a SameSite=None cookie that is not Secure.
    const fix = `use strict or lax, or an https ${nameFormatter("PUBLIC_URL")}`;
    refuse("COOKIE_SAME_SITE", `cannot be none on http: ${fix}`);
  }
  if (isLocalhost(url)) return;
  if (values.databaseUrl === IN_MEMORY) {
    refuse(
      "DATABASE_URL",
      "cannot be memory: away from localhost, where every account would be lost at the stop: name a file",
    );
  }
  if (isHttp) refuse("PUBLIC_URL", "must be https away from localhost: tokens would cross the network in the clear");
  if (values.trustProxy === true) {
    // Anybody could forge X-Forwarded-For, and with it the address that rate limits and the audit log see.
    const fix = "write the number of proxies, for example 1, or their addresses";
    refuse("TRUST_PROXY", `cannot be true away from localhost: ${fix}`);
  }
  if (values.rateLimit === "off") refuse("RATE_LIMIT", "cannot be off away from localhost: remove it or write on");
}

function isWithinDomain(host: string, domain: string): boolean {
  // A domain of one label, such as com, is nobody's.
  return host === domain || (domain.includes(".") && host.endsWith(`.${domain}`));
}

interface AppParts {
  /** Whether it sends mail itself. */
  readonly sendsMail: boolean;
  readonly providers?: readonly ProviderOption[] | undefined;
}

function checkMailArrives(
  { requireVerifiedEmail, smtpUrl }: SettingValues,
  app: AppParts | undefined,
  nameFormatter: NameFormatter,
): void {
  if (!requireVerifiedEmail || smtpUrl !== null || app?.sendsMail) return;
  const ways = nameFormatter("SMTP_URL") + (app === undefined ? "" : " or sendMail");
  const reason = `cannot be true away from localhost without ${ways}`;
  const fault = `${reason}: no mail would arrive, so nobody could ever sign in`;
  throw new ConfigError(nameFormatter("REQUIRE_VERIFIED_EMAIL"), fault);
}

/** No character that means something between mailboxes (RFC 5322, `atom` and spaces). Others need quotes around the name. */
const PLAIN_NAME = /^[\p{L}\p{N} !#$%&'*+/=?^_`{|}~-]+$/u;

/** The sender of mail when no setting names one: the brand, at the host that users know. */
function defaultSender({ hostname }: URL, brandName: string): string {
  // A bare number is no domain of an address, and URLs put the IPv6 ones in brackets.
  const isNumber = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
  const name = PLAIN_NAME.test(brandName) ? brandName : `"${brandName.replaceAll(/["\\]/g, "\\$&")}"`;
  return `${name} <no-reply@${isNumber ? "localhost" : hostname}>`;
}

// One level is deep: a setting is a plain value, a list of texts, or the table of limits, whose rows are frozen.
function deepFreeze(config: Config): Config {
  for (const value of Object.values(config)) Object.freeze(value);
  return Object.freeze(config);
}
