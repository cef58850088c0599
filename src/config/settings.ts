import type { z } from "zod";
import { DAY, MAX_COOKIE_AGE, MINUTE, SECOND } from "../utils/duration.js";
import { NAME_RULES } from "../utils/nameRules.js";
import { databaseSettings } from "./databaseSettings.js";
import { pageSettings } from "./pageSettings.js";
import {
  duration,
  durationOrOff,
  flag,
  hostName,
  identifier,
  mailbox,
  oneOf,
  tokenAlgorithms,
  trustProxy,
  wholeNumber,
} from "./parsers.js";
import { providerSettings } from "./providerSettings.js";
import { rateLimits } from "./rateLimits.js";
import { bearerToken, secretList } from "./secrets.js";
import { setting } from "./setting.js";
import { corsOrigins, passkeyOrigins, passkeyRpId, publicUrl, smtpUrl } from "./urls.js";

export type { Setting } from "./setting.js";

/** Every setting by group: the one source of what is read, checked, typed and documented. */
export const settingGroups = {
  Server: {
    ...databaseSettings,
    PUBLIC_URL: setting(
      "The address that users see; it may have a path. It decides cookie security, the links in mail and the allowed origin. Away from localhost (`localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`) it must be https.",
      publicUrl,
      { absent: "http://localhost:$PORT", example: "https://auth.example.com" },
    ),
    PORT: setting("The TCP port. `0` takes a free one; then browsers need PUBLIC_URL.", wholeNumber(0, 65535), {
      default: "3000",
      example: "8080",
    }),
    HOST: setting("The address to listen on. A container needs `0.0.0.0` or `::`, which are all addresses.", hostName, {
      default: "127.0.0.1",
      example: "0.0.0.0",
    }),
  },
  "Tokens and sessions": {
    ACCESS_TOKEN_SECRET: setting(
      "Signs access tokens (its UTF-8 bytes are the key), or with ES256 encrypts the keys in the database. At least 32 bytes, no placeholder. A comma-separated list rotates it: the first signs, all verify.",
      secretList,
      { absent: "generated into `data/secrets.json` on localhost, required elsewhere", secret: true },
    ),
    REFRESH_TOKEN_SECRET: setting(
      "Signs refresh tokens, by the same rules. The two lists must not share a secret.",
      secretList,
      { absent: "generated into `data/secrets.json` on localhost, required elsewhere", secret: true },
    ),
    ACCESS_TOKEN_EXPIRY: setting("The life of an access token: 1s to 1d.", duration(SECOND, DAY), {
      default: "15m",
      example: "5m",
    }),
    FRESHNESS: setting(
      "How long a proof of identity is good enough for what is sensitive, for `requireFresh` and `requireLevel`: 1m to 1d.",
      duration(MINUTE, DAY),
      { default: "10m", example: "5m" },
    ),
    REQUIRE_SECOND_FACTOR: setting(
      "Of whom a second factor is asked, also where they have none yet: `off`, `admins` or `everybody`. An account that has one always needs it. `latchkey rehearse` shows whom it would concern.",
      oneOf("off", "admins", "everybody"),
      { default: "off", example: "admins" },
    ),
    REFRESH_TOKEN_EXPIRY: setting(
      "How long a session may be idle, since its last refresh: 1s to 400d.",
      duration(SECOND, MAX_COOKIE_AGE),
      { default: "7d", example: "30d" },
    ),
    SESSION_MAX_AGE: setting("The life of a session, however busy: 1s to 3650d.", duration(SECOND, 3650 * DAY), {
      default: "90d",
      example: "365d",
    }),
    REFRESH_TOKEN_TOLERANCE: setting(
      "Which clients may repeat a refresh whose answer was lost: `browser`, `always` (all clients) or `never`.",
      oneOf("browser", "always", "never"),
      { default: "browser", example: "never" },
    ),
    REFRESH_TOKEN_GRACE: setting("For how long such a repeat is tolerated: 0s to 60s.", duration(0, MINUTE), {
      default: "10s",
      example: "30s",
    }),
    ACCESS_TOKEN_ISSUER: setting("The `iss` claim of access tokens.", identifier, {
      absent: "the origin of PUBLIC_URL",
      example: "https://auth.example.com",
    }),
    ACCESS_TOKEN_AUDIENCE: setting("The `aud` claim of access tokens.", identifier, {
      absent: "the origin of PUBLIC_URL",
      example: "https://api.example.com",
    }),
    ACCESS_TOKEN_ALGORITHM: setting(
      "`HS256` signs access tokens with ACCESS_TOKEN_SECRET, `ES256` with key pairs in the database, so that other services can check tokens and make none. A list switches: the first signs, all verify. See docs/guides/keys.md.",
      tokenAlgorithms,
      { default: "HS256", example: "ES256" },
    ),
    KEY_ROTATION: setting(
      "With ES256, after how long the next key signs: 2d to 3650d, or `off` (by hand only).",
      durationOrOff(2 * DAY, 3650 * DAY),
      { default: "90d", example: "30d" },
    ),
  },
  Browsers: {
    CORS_ORIGIN: setting(
      "Other origins whose pages, apps or extensions may call the API, comma-separated. The origin of PUBLIC_URL is always allowed, and on localhost each of `localhost`, `127.0.0.1` and `[::1]` with its port.",
      corsOrigins,
      { example: "https://app.example.com,https://admin.example.com" },
    ),
    COOKIE_SAME_SITE: setting(
      "The SameSite attribute of the cookies: `strict`, `lax` or `none`, which needs https.",
      oneOf("strict", "lax", "none"),
      { default: "strict", example: "lax" },
    ),
    TOKENS_IN_BODY: setting(
      "Whether the body of an answer has tokens: `always`, `never`, or `auto`: not for browsers, which are all clients that send `Sec-Fetch-Site` or `Origin`.",
      oneOf("auto", "always", "never"),
      { default: "auto", example: "never" },
    ),
    TRUST_PROXY: setting(
      "Whose `X-Forwarded-…` headers count, as in Express: `false`, the number of proxies, or a comma-separated list of addresses, ranges, `loopback`, `linklocal` and `uniquelocal`. With `true` anybody can forge their address; it is refused away from localhost.",
      trustProxy,
      { default: "false", example: "1" },
    ),
    HSTS: setting(
      "`Strict-Transport-Security`, which makes browsers use only https for a year: `includeSubDomains` (the host of PUBLIC_URL and all names below it), `on` (the host) or `off` (a proxy sends it). If a name below the host has no https, choose `on` before the first visit: browsers remember. In the library a header of your app stays. On http nothing is sent.",
      oneOf("off", "on", "includeSubDomains"),
      { default: "includeSubDomains", example: "on" },
    ),
  },
  "Accounts and mail": {
    USERNAME: setting(
      "Whether accounts have a username: `required`, `optional` or `off`. Those without one sign in with the email address; usernames that exist keep working. Systems have a variable of this name: another value in the environment is ignored, in `.env` it is refused.",
      oneOf(...NAME_RULES),
      { default: "required", example: "off" },
    ),
    FULL_NAME: setting("Whether accounts have a full name: `required`, `optional` or `off`.", oneOf(...NAME_RULES), {
      default: "required",
      example: "optional",
    }),
    PASSWORD_MIN_LENGTH: setting("The shortest password, in characters: 8 to 128.", wholeNumber(8, 128), {
      default: "8",
      example: "12",
    }),
    REQUIRE_VERIFIED_EMAIL: setting(
      "Whether signing in needs a verified address. `true` needs SMTP_URL, or `sendMail` in the library, except on localhost.",
      flag(),
      { default: "false", example: "true" },
    ),
    PASSKEY_RP_ID: setting(
      "The domain that passkeys are made for: the host of PUBLIC_URL, or a domain above it that is yours. Changing it makes every passkey useless; `latchkey doctor` counts them.",
      passkeyRpId,
      { absent: "the host of PUBLIC_URL", example: "example.com" },
    ),
    PASSKEY_ORIGINS: setting(
      "Other origins whose pages may use the passkeys, comma-separated, and Android apps as `android:apk-key-hash:…`. Pages outside of PASSKEY_RP_ID also need `https://<PASSKEY_RP_ID>/.well-known/webauthn`, which the server answers with this list.",
      passkeyOrigins,
      { example: "https://app.example.com,https://example.net" },
    ),
    SMTP_URL: setting(
      "The mail server. Without it each mail is a file in `data/outbox` of the working directory, and on localhost `/outbox` shows them.",
      smtpUrl,
      { example: "smtps://mail.example.com:465", secret: true },
    ),
    MAIL_FROM: setting("The sender of mail: an address, alone or as `Name <address>`.", mailbox, {
      absent: "`no-reply@…` at the host of PUBLIC_URL, with the name BRAND_NAME",
      example: "Example <no-reply@example.com>",
    }),
  },
  Providers: providerSettings,
  Pages: pageSettings,
  Operation: {
    RATE_LIMIT: setting(
      "Whether attempts are limited: `on`, or `off` for tests, which is refused away from localhost.",
      oneOf("on", "off"),
      { default: "on", example: "off" },
    ),
    RATE_LIMITS: setting(
      'Other numbers for some limits: a comma-separated list of `name=attempts/window`. The option also takes an object: `{ "login.account": "20/15m" }`.',
      rateLimits,
      { absent: "the numbers of docs/reference/limits.md", example: "login.account=20/15m,register.ip=10/1h" },
    ),
    AUDIT_RETENTION: setting(
      "How long the events of an account are kept, about 2000 at most: 1d to 3650d.",
      duration(DAY, 3650 * DAY),
      { default: "180d", example: "365d" },
    ),
    LOG_LEVEL: setting(
      "The least severe lines that are logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.",
      oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
      { default: "info", example: "warn" },
    ),
    LOG_FORMAT: setting(
      "How lines are logged: `json`, `pretty` for people, or `auto`: for people on a terminal, else JSON.",
      oneOf("auto", "json", "pretty"),
      { default: "auto", example: "json" },
    ),
    LOG_REQUESTS: setting("Whether each request is logged: `on` or `off`. Failures always are.", oneOf("on", "off"), {
      default: "on",
      example: "off",
    }),
    METRICS: setting(
      "Whether requests and store calls are counted and traced, and `/metrics` is served: `on` or `off`.",
      oneOf("on", "off"),
      { default: "on", example: "off" },
    ),
    METRICS_TOKEN: setting(
      "The bearer token that reads `/metrics`: at least 32 bytes, no placeholder. Without it only this machine reads them, if PUBLIC_URL is localhost.",
      bearerToken,
      { secret: true },
    ),
    SHUTDOWN_DRAIN: setting(
      "How long a stopping server goes on, while `/health/ready` answers 503 and load balancers send requests elsewhere: 0s to 2m. It is a part of SHUTDOWN_TIMEOUT.",
      duration(0, 2 * MINUTE),
      { absent: "`0s` on localhost, elsewhere `5s`, or half of SHUTDOWN_TIMEOUT if that is less", example: "10s" },
    ),
    SHUTDOWN_TIMEOUT: setting(
      "How long a stop may take, with SHUTDOWN_DRAIN: 1s to 5m.",
      duration(SECOND, 5 * MINUTE),
      { default: "10s", example: "25s" },
    ),
  },
} as const;

export const settings = {
  ...settingGroups.Server,
  ...settingGroups["Tokens and sessions"],
  ...settingGroups.Browsers,
  ...settingGroups["Accounts and mail"],
  ...settingGroups.Providers,
  ...settingGroups.Pages,
  ...settingGroups.Operation,
};

export type SettingName = keyof typeof settings;

export const settingNames = Object.keys(settings).filter(isSettingName);

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

/** `ACCESS_TOKEN_SECRET` as an option: `accessTokenSecret`. */
export type OptionName<Name extends string = SettingName> = Name extends `${infer First}_${infer Rest}`
  ? `${Lowercase<First>}${Capitalize<OptionName<Rest>>}`
  : Lowercase<Name>;

export function optionName(name: SettingName): OptionName {
  return name.toLowerCase().replace(/_[a-z]/g, (match) => match.slice(1).toUpperCase()) as OptionName;
}

type ParserOf<Name extends SettingName> = (typeof settings)[Name]["parser"];

/** What an option of the library may be. */
export type OptionInput<Name extends SettingName> = z.input<ParserOf<Name>>;

/** Every setting's value, after its own parser. Null: it has no default and was not given. */
export type SettingValues = {
  readonly [Name in SettingName as OptionName<Name>]:
    | z.output<ParserOf<Name>>
    | ((typeof settings)[Name]["default"] extends null ? null : never);
};
