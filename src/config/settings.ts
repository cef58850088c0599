import type { z } from "zod";
import { DAY, MINUTE, SECOND } from "../utils/duration.js";
import { duration, flag, oneOf, wholeNumber } from "./parsers.js";
import { rateLimits } from "./rateLimits.js";
import type { Setting } from "./Setting.js";
import { bearerToken, brandColor, brandName, hostName, mailbox } from "./texts.js";
import { tokenSettings } from "./tokenSettings.js";
import { trustProxy } from "./trustProxy.js";
import { corsOrigins, databasePrefix, databaseUrl, logoUrl, publicUrl, smtpUrl } from "./urls.js";

/** Every setting: the one source of what is read, checked and documented. */
export const settings = {
  DATABASE_URL: {
    group: "Server",
    description:
      "Where users and sessions are kept: `sqlite:` and a file, `mongodb://…` or `mongodb+srv://…`. A relative file lies in the working directory.",
    default: "sqlite:./data/latchkey.db",
    example: "mongodb://localhost:27017/latchkey",
    secret: true,
    parser: databaseUrl,
  },
  DATABASE_PREFIX: {
    group: "Server",
    description:
      "Stands before the names of Latchkey's tables or collections, so that an application, or another Latchkey, may use the same database. Letters, digits and underscores, at most 32, the first one a letter.",
    default: null,
    example: "latchkey_",
    parser: databasePrefix.nullable(),
  },
  PUBLIC_URL: {
    group: "Server",
    description:
      "The address that users see; it may have a path. It decides cookie security, the links in mail and the allowed origin. https is required away from localhost, which is `localhost`, `*.localhost`, `127.0.0.0/8` and `[::1]`.",
    default: null,
    absent: "http://localhost:$PORT",
    example: "https://auth.example.com",
    parser: publicUrl.nullable(),
  },
  PORT: {
    group: "Server",
    description: "The TCP port to listen on. `0` takes a free one; then PUBLIC_URL has to be set for browsers.",
    default: "3000",
    example: "8080",
    parser: wholeNumber(0, 65535),
  },
  HOST: {
    group: "Server",
    description: "The address to listen on. `0.0.0.0` or `::` listens on all of them, as a container needs.",
    default: "127.0.0.1",
    example: "0.0.0.0",
    parser: hostName,
  },
  ...tokenSettings,
  CORS_ORIGIN: {
    group: "Browsers",
    description:
      "Other origins whose pages may call the API: a comma-separated list of exact origins, those of apps and extensions (`capacitor://localhost`, `chrome-extension://…`) among them. The origin of PUBLIC_URL is always allowed; where it is localhost, `localhost`, `127.0.0.1` and `[::1]` on its port are.",
    default: null,
    example: "https://app.example.com,https://admin.example.com",
    parser: corsOrigins.nullable(),
  },
  COOKIE_SAME_SITE: {
    group: "Browsers",
    description: "The SameSite attribute of the cookies: `strict`, `lax` or `none`. `none` needs https.",
    default: "strict",
    example: "lax",
    parser: oneOf("strict", "lax", "none"),
  },
  TOKENS_IN_BODY: {
    group: "Browsers",
    description:
      "Whether answers carry tokens in the body: `auto` (to all but browsers, which get cookies only; a browser is every client that sends `Sec-Fetch-Site` or `Origin`), `always` or `never`.",
    default: "auto",
    example: "never",
    parser: oneOf("auto", "always", "never"),
  },
  TRUST_PROXY: {
    group: "Browsers",
    description:
      "Whose `X-Forwarded-…` headers are believed, as Express takes it: `false`, the number of proxies, or a comma-separated list of addresses, ranges, `loopback`, `linklocal` and `uniquelocal`. `true` believes everybody, so that anybody can forge their address; it is refused away from localhost.",
    default: "false",
    example: "1",
    parser: trustProxy,
  },
  HSTS: {
    group: "Browsers",
    description:
      "How far `Strict-Transport-Security` reaches, which makes browsers use only https for a year: `includeSubDomains` (the host of PUBLIC_URL and every name below it), `on` (the host) or `off` (no header, when a proxy sends it). Choose `on` before the first visitor comes if a name below the host has no https: browsers do not forget. In the library a header that your app has set stays. Nothing is sent on http.",
    default: "includeSubDomains",
    example: "on",
    parser: oneOf("off", "on", "includeSubDomains"),
  },
  PASSWORD_MIN_LENGTH: {
    group: "Accounts and mail",
    description: "The shortest password, in characters: 8 to 128.",
    default: "8",
    example: "12",
    parser: wholeNumber(8, 128),
  },
  REQUIRE_VERIFIED_EMAIL: {
    group: "Accounts and mail",
    description:
      "Whether signing in needs a verified address. `true` is refused away from localhost without SMTP_URL: no mail would arrive, so nobody could ever sign in.",
    default: "false",
    example: "true",
    parser: flag(),
  },
  SMTP_URL: {
    group: "Accounts and mail",
    description:
      "The mail server. Without it every mail is written to a file `data/outbox/*.eml` in the working directory, and the log names the file.",
    default: null,
    example: "smtps://mail.example.com:465",
    secret: true,
    parser: smtpUrl.nullable(),
  },
  MAIL_FROM: {
    group: "Accounts and mail",
    description: "The sender of mail: an address, alone or as `Name <address>`.",
    default: null,
    absent: "`Latchkey <no-reply@…>` at the host of PUBLIC_URL",
    example: "Example <no-reply@example.com>",
    parser: mailbox.nullable(),
  },
  PAGES: {
    group: "Pages",
    description:
      "Whether the server shows pages at `/`: `on`, or `off` for those who bring their own. The library shows none either way.",
    default: "on",
    example: "off",
    parser: oneOf("on", "off"),
  },
  BRAND_NAME: {
    group: "Pages",
    description: "The name on the pages, at most 40 characters.",
    default: "Latchkey",
    example: "Example",
    parser: brandName,
  },
  BRAND_COLOR: {
    group: "Pages",
    description: "The colour of buttons and links, as `#rrggbb`. Text on it is black or white, whichever reads better.",
    default: "#2f5bd8",
    example: "#0a7f5a",
    parser: brandColor,
  },
  BRAND_LOGO_URL: {
    group: "Pages",
    description: "The https address of a picture above the name. The pages load it, and nothing else, from elsewhere.",
    default: null,
    example: "https://example.com/logo.svg",
    parser: logoUrl.nullable(),
  },
  RATE_LIMIT: {
    group: "Operation",
    description:
      "Whether attempts are limited: `on`, or `off` for benchmarks and tests. `off` counts nothing and is refused away from localhost.",
    default: "on",
    example: "off",
    parser: oneOf("on", "off"),
  },
  RATE_LIMITS: {
    group: "Operation",
    description:
      'Other numbers for some of the limits of docs/reference/limits.md: a comma-separated list of `name=attempts/window`. The option also takes an object: `{ "login.account": "20/15m" }`.',
    default: null,
    absent: "the numbers of docs/reference/limits.md",
    example: "login.account=20/15m,register.ip=10/1h",
    parser: rateLimits.nullable(),
  },
  AUDIT_RETENTION: {
    group: "Operation",
    description:
      "How long the events of an account are kept: 1d to 3650d, about 2000 of each account at most. The user reads them as their activity.",
    default: "180d",
    example: "365d",
    parser: duration(DAY, 3650 * DAY),
  },
  LOG_LEVEL: {
    group: "Operation",
    description:
      "The least severe lines that are logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.",
    default: "info",
    example: "warn",
    parser: oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
  },
  LOG_REQUESTS: {
    group: "Operation",
    description:
      "Whether each request is logged in one line: `on` or `off`. Failures of the server are logged either way.",
    default: "on",
    example: "off",
    parser: oneOf("on", "off"),
  },
  METRICS: {
    group: "Operation",
    description:
      "Whether requests and calls of the store are counted and traced, and `/metrics` is served: `on` or `off`.",
    default: "on",
    example: "off",
    parser: oneOf("on", "off"),
  },
  METRICS_TOKEN: {
    group: "Operation",
    description:
      "The bearer token that reads `/metrics`: at least 32 bytes, no placeholder. Without it only this machine reads them, and only where PUBLIC_URL is localhost.",
    default: null,
    example: null,
    secret: true,
    parser: bearerToken.nullable(),
  },
  SHUTDOWN_DRAIN: {
    group: "Operation",
    description:
      "How long the server goes on as before at a stop, while `/health/ready` answers 503 and every answer closes its connection: 0s to 2m. A load balancer needs that time to send requests elsewhere. It is a part of SHUTDOWN_TIMEOUT, and shorter.",
    default: null,
    absent: "`0s` on localhost, elsewhere `5s`, or half of SHUTDOWN_TIMEOUT if that is less",
    example: "10s",
    parser: duration(0, 2 * MINUTE).nullable(),
  },
  SHUTDOWN_TIMEOUT: {
    group: "Operation",
    description: "How long a stop may take, SHUTDOWN_DRAIN and the end of requests in progress together: 1s to 5m.",
    default: "10s",
    example: "25s",
    parser: duration(SECOND, 5 * MINUTE),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

export const settingNames = Object.keys(settings).filter(isSettingName);

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

/** Every setting's value after its own parser. */
export type SettingValues = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]["parser"]> };
