import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { buildConfig, type GivenSettings } from "./buildConfig.js";
import { type Setting, settingNames, settings } from "./settings.js";

const ACCESS = "an access key for tests 0123456789";
const REFRESH = "a refresh key for tests 0123456789";
const THIRD = "some other key for tests 0123456789";

function build(given: GivenSettings) {
  const secrets = { ACCESS_TOKEN_SECRET: ACCESS, REFRESH_TOKEN_SECRET: REFRESH };
  return buildConfig({ ...secrets, ...given }, (name) => name, "unused");
}

const https = { PUBLIC_URL: "https://auth.example.com" };

describe("the table of settings", () => {
  const rows = settingNames.map((name): [string, Setting] => [name, settings[name]]);

  it.each(rows)("has a default and an example for %s that its own parser accepts", (_name, { parser, ...row }) => {
    if (row.default !== null) expect(parser.safeParse(row.default).success).toBe(true);
    if (row.example !== null) expect(parser.safeParse(row.example).success).toBe(true);
  });
});

describe("a setting that is right", () => {
  it.each<[string, GivenSettings, object]>([
    [
      "durations of seconds",
      { ACCESS_TOKEN_EXPIRY: "2s", REFRESH_TOKEN_EXPIRY: "3s", SESSION_MAX_AGE: "4s" },
      { accessTokenExpiry: 2_000, refreshTokenExpiry: 3_000, sessionMaxAge: 4_000 },
    ],
    [
      "a session life shorter than the refresh expiry, which it caps",
      { SESSION_MAX_AGE: "1h" },
      { sessionMaxAge: 3_600_000, refreshTokenExpiry: 604_800_000 },
    ],
    ["no grace", { REFRESH_TOKEN_GRACE: "0s" }, { refreshTokenGrace: 0 }],
    ["the longest grace", { REFRESH_TOKEN_GRACE: "60s" }, { refreshTokenGrace: 60_000 }],
    ["port 0", { PORT: "0" }, { port: 0 }],
    ["the public URL follows the port", { PORT: "8080" }, { publicUrl: "http://localhost:8080" }],
    [
      "a public URL with a path loses its trailing slash",
      { PUBLIC_URL: "https://example.com/auth/" },
      { publicUrl: "https://example.com/auth", publicOrigin: "https://example.com", secureCookies: true },
    ],
    [
      "a public URL in another spelling",
      { PUBLIC_URL: "HTTPS://Example.com:443/" },
      { publicUrl: "https://example.com", publicOrigin: "https://example.com" },
    ],
    [
      "issuer and audience follow the origin",
      { PUBLIC_URL: "https://example.com/auth" },
      { accessTokenIssuer: "https://example.com", accessTokenAudience: "https://example.com" },
    ],
    [
      "issuer and audience of their own",
      { ACCESS_TOKEN_ISSUER: "urn:issuer", ACCESS_TOKEN_AUDIENCE: "api" },
      { accessTokenIssuer: "urn:issuer", accessTokenAudience: "api" },
    ],
    ["several secrets", { ACCESS_TOKEN_SECRET: `${THIRD},${ACCESS}` }, { accessTokenSecrets: [THIRD, ACCESS] }],
    [
      "a secret of exactly 32 bytes that are fewer characters",
      { ACCESS_TOKEN_SECRET: "äöüßéèêëàáâãñçøå" },
      { accessTokenSecrets: ["äöüßéèêëàáâãñçøå"] },
    ],
    [
      "several origins",
      { CORS_ORIGIN: "https://a.example, http://localhost:5173" },
      { corsOrigins: ["https://a.example", "http://localhost:5173"] },
    ],
    ["HSTS on https", { ...https, HSTS: "on" }, { hsts: "on" }],
    ["HSTS on https unless it is set", https, { hsts: "includeSubDomains" }],
    ["HSTS on http, where it means nothing", { HSTS: "on" }, { hsts: "off" }],
    ["SameSite=none on https", { ...https, COOKIE_SAME_SITE: "none" }, { cookieSameSite: "none" }],
    [
      "SameSite=none on https localhost",
      { PUBLIC_URL: "https://localhost", COOKIE_SAME_SITE: "none" },
      { secureCookies: true },
    ],
    [
      "rate limits off on https localhost",
      { PUBLIC_URL: "https://localhost", RATE_LIMIT: "off" },
      { rateLimit: "off" },
    ],
    ["no proxy", { TRUST_PROXY: "false" }, { trustProxy: false }],
    ["every proxy on localhost", { TRUST_PROXY: "true" }, { trustProxy: true }],
    ["a number of proxies", { ...https, TRUST_PROXY: "2" }, { trustProxy: 2 }],
    [
      "proxies by address",
      { ...https, TRUST_PROXY: "loopback, 10.0.0.0/8, fd00::/8, 192.0.2.1, ::1" },
      { trustProxy: ["loopback", "10.0.0.0/8", "fd00::/8", "192.0.2.1", "::1"] },
    ],
    ["a PostgreSQL database", { DATABASE_URL: "postgres://a:1,b:2/db" }, { databaseUrl: "postgres://a:1,b:2/db" }],
    [
      "a Unix socket",
      { DATABASE_URL: "postgresql:///db?host=/run/postgresql" },
      { databaseUrl: "postgresql:///db?host=/run/postgresql" },
    ],
    ["a SQLite file", { DATABASE_URL: "sqlite:/var/lib/latchkey.db" }, { databaseUrl: "sqlite:/var/lib/latchkey.db" }],
    [
      "a replica set",
      { DATABASE_URL: "mongodb://a:1,b:2/latchkey?replicaSet=rs0" },
      { databaseUrl: "mongodb://a:1,b:2/latchkey?replicaSet=rs0" },
    ],
    [
      "a MongoDB by DNS",
      { DATABASE_URL: "mongodb+srv://db.example.com/latchkey" },
      { databaseUrl: "mongodb+srv://db.example.com/latchkey" },
    ],
    ["a prefix", { DATABASE_PREFIX: "Latchkey2_" }, { databasePrefix: "Latchkey2_" }],
    ["the longest prefix", { DATABASE_PREFIX: "a".repeat(32) }, { databasePrefix: "a".repeat(32) }],
    ["no prefix", {}, { databasePrefix: "" }],
    ["a listening address of IPv6", { HOST: "::" }, { host: "::" }],
    [
      "mail",
      { SMTP_URL: "smtps://u:p@mail.example.com:465", MAIL_FROM: "Example <no-reply@example.com>" },
      { smtpUrl: "smtps://u:p@mail.example.com:465", mailFrom: "Example <no-reply@example.com>" },
    ],
    [
      "a verified address on localhost, where the mail can be read in a folder",
      { REQUIRE_VERIFIED_EMAIL: "true" },
      { requireVerifiedEmail: true, smtpUrl: null },
    ],
    [
      "a verified address away from localhost, with a mail server",
      { ...https, REQUIRE_VERIFIED_EMAIL: "true", SMTP_URL: "smtp://mail.example.com" },
      { requireVerifiedEmail: true },
    ],
    [
      "a sender that follows the public URL",
      { PUBLIC_URL: "https://auth.example.com:8443/login" },
      { mailFrom: "Latchkey <no-reply@auth.example.com>" },
    ],
    ["a sender by the name of the brand", { BRAND_NAME: "Café & Co" }, { mailFrom: "Café & Co <no-reply@localhost>" }],
    [
      "a brand that means something between mailboxes, in quotes",
      { BRAND_NAME: 'Acme, "Inc." <eve@evil.example>' },
      { mailFrom: '"Acme, \\"Inc.\\" <eve@evil.example>" <no-reply@localhost>' },
    ],
    [
      "a sender for a public URL without a name",
      { PUBLIC_URL: "http://[::1]:3000" },
      { mailFrom: "Latchkey <no-reply@localhost>" },
    ],
    ["an outbox that is an absolute path", {}, { outboxDirectory: resolve("unused/data/outbox") }],
    ["the events of a day", { AUDIT_RETENTION: "1d" }, { auditRetention: 86_400_000 }],
    [
      "a metrics token",
      { METRICS_TOKEN: "abcDEF123-._~+/0123456789abcdefgh==" },
      { metricsToken: "abcDEF123-._~+/0123456789abcdefgh==" },
    ],
  ])("is taken: %s", (_rule, given, expected) => {
    expect(build(given)).toMatchObject(expected);
  });

  it.each([
    "http://localhost",
    "http://app.localhost:3000",
    "http://127.0.0.1:8080",
    "http://127.8.9.10",
    "http://[::1]:3000",
  ])("may be http on localhost: %s", (url) => {
    expect(build({ PUBLIC_URL: url }).secureCookies).toBe(false);
  });
});

describe("a setting that is wrong", () => {
  it.each<[keyof GivenSettings, string, RegExp]>([
    ["ACCESS_TOKEN_EXPIRY", "900", /has no unit: write 900s/],
    ["ACCESS_TOKEN_EXPIRY", "15m ", /whole number with a unit/],
    ["ACCESS_TOKEN_EXPIRY", "500ms", /whole number with a unit/],
    ["ACCESS_TOKEN_EXPIRY", "0s", /between 1s and 1d/],
    ["ACCESS_TOKEN_EXPIRY", "25h", /between 1s and 1d/],
    ["REFRESH_TOKEN_EXPIRY", "0d", /between 1s and 400d/],
    ["REFRESH_TOKEN_EXPIRY", "401d", /between 1s and 400d/],
    ["SESSION_MAX_AGE", "3651d", /between 1s and 3650d/],
    ["REFRESH_TOKEN_GRACE", "61s", /between 0s and 1m/],
    ["REFRESH_TOKEN_GRACE", "0", /has no unit: write 0s/],
    ["SHUTDOWN_TIMEOUT", "0s", /between 1s and 5m/],
    ["SHUTDOWN_DRAIN", "121s", /between 0s and 2m/],
    ["SHUTDOWN_DRAIN", "10s", /shorter than SHUTDOWN_TIMEOUT/],
    ["PORT", "65536", /from 0 to 65535/],
    ["PORT", "-1", /from 0 to 65535/],
    ["PORT", "80.5", /from 0 to 65535/],
    ["PORT", "http", /from 0 to 65535/],
    ["HOST", "http://localhost", /without scheme/],
    ["HOST", "localhost:3000", /without scheme and port/],
    ["PUBLIC_URL", "auth.example.com", /must be an http or https URL/],
    ["PUBLIC_URL", "localhost:3000", /must be an http or https URL/],
    ["PUBLIC_URL", "ftp://example.com", /must be an http or https URL/],
    ["PUBLIC_URL", "https://user:pass@example.com", /must not contain a user name/],
    ["PUBLIC_URL", "https://example.com/?a=1", /must not have a query/],
    ["PUBLIC_URL", "https://example.com/#a", /must not have a query or a fragment/],
    ["PUBLIC_URL", "http://auth.example.com", /must be https away from localhost/],
    ["PUBLIC_URL", "http://localhost.example.com", /must be https away from localhost/],
    ["PUBLIC_URL", "http://notlocalhost", /must be https away from localhost/],
    ["PUBLIC_URL", "http://127.0.0.1.example.com", /must be https away from localhost/],
    ["PUBLIC_URL", "http://192.168.0.2", /must be https away from localhost/],
    ["DATABASE_URL", "mysql://localhost/db", /must begin with sqlite:/],
    ["DATABASE_URL", "postgres://", /must name the host and the database/],
    ["DATABASE_URL", "postgresql://localhost", /must name the host and the database/],
    ["DATABASE_URL", "postgres:///db", /must name the host and the database/],
    ["DATABASE_URL", "postgres://ada:a/b@localhost/", /percent-encoded/],
    ["DATABASE_URL", "postgres://ada:1/b@localhost/db", /percent-encoded/],
    ["DATABASE_SCHEMA", "pg_auth", /must not begin with pg_/],
    ["DATABASE_SCHEMA", 'a"; DROP', /must be letters, digits and underscores/],
    ["DATABASE_POOL", "0", /must be a whole number from 1 to 1000/],
    ["DATABASE_PREPARE", "yes", /must be one of on, off/],
    ["DATABASE_URL", "sqlite:", /must begin with sqlite:/],
    ["DATABASE_URL", "mongodb://", /must begin with sqlite:/],
    ["DATABASE_URL", "memory:here", /lost at every restart/],
    ["DATABASE_URL", "mongodb://localhost:27017", /must name the database after the hosts/],
    ["DATABASE_URL", "mongodb://localhost:27017/", /must name the database after the hosts/],
    ["DATABASE_URL", "mongodb://a:1,b:2/?replicaSet=rs0", /must name the database after the hosts/],
    ["DATABASE_URL", "mongodb+srv://ada:a%2Fb?c@cluster.example.com/?appName=a/b", /must name the database/],
    ["DATABASE_URL", "sqlite::memory:", /lost at every restart/],
    ["DATABASE_URL", "sqlite:///var/lib/latchkey.db", /has no \/\/ after sqlite/],
    ["DATABASE_PREFIX", "latchkey-", /must be letters, digits and underscores, at most 32/],
    ["DATABASE_PREFIX", "x; DROP TABLE users", /must be letters, digits and underscores/],
    ["DATABASE_PREFIX", "1st_", /the first one a letter/],
    ["DATABASE_PREFIX", "a".repeat(33), /at most 32/],
    ["DATABASE_PREFIX", "SQLite_", /must not begin with sqlite_/],
    ["ACCESS_TOKEN_ALGORITHM", "none", /must be HS256, ES256, or both/],
    ["ACCESS_TOKEN_ALGORITHM", "RS256", /must be HS256, ES256, or both/],
    ["ACCESS_TOKEN_ALGORITHM", "ES256,", /must be HS256, ES256, or both/],
    ["ACCESS_TOKEN_ALGORITHM", "ES256,ES256", /must be HS256, ES256, or both/],
    ["KEY_ROTATION", "1d", /between 2d and 3650d/],
    ["KEY_ROTATION", "90", /has no unit: write 90s/],
    ["KEY_ROTATION", "never", /whole number with a unit/],
    ["REFRESH_TOKEN_TOLERANCE", "sometimes", /must be one of browser, always, never/],
    ["HSTS", "true", /one of off, on, includeSubDomains/],
    ["CORS_ORIGIN", "*", /list the exact origins/],
    ["CORS_ORIGIN", "https://*.example.com", /list the exact origins/],
    ["CORS_ORIGIN", "https://a.example/", /write https:\/\/a\.example$/],
    ["CORS_ORIGIN", "https://a.example/path", /write https:\/\/a\.example$/],
    ["CORS_ORIGIN", "https://a.example:443", /write https:\/\/a\.example$/],
    ["CORS_ORIGIN", "https://a.example,https://B.example", /write https:\/\/b\.example$/],
    ["CORS_ORIGIN", "https://a.example,", /remove the stray comma/],
    ["CORS_ORIGIN", "capacitor://localhost/", /write capacitor:\/\/localhost$/],
    ["CORS_ORIGIN", "tauri://localhost/index.html", /write tauri:\/\/localhost$/],
    ["CORS_ORIGIN", "capacitor://", /must list http or https origins/],
    ["CORS_ORIGIN", "htps://app.example.com", /must list http or https origins/],
    ["CORS_ORIGIN", "javascript://app.example.com", /must list http or https origins/],
    ["CORS_ORIGIN", "file:///index.html", /must list http or https origins/],
    ["CORS_ORIGIN", "null", /must list http or https origins/],
    ["CORS_ORIGIN", "a.example", /must list http or https origins/],
    ["COOKIE_SAME_SITE", "None", /must be one of strict, lax, none/],
    ["COOKIE_SAME_SITE", "none", /cannot be none on http/],
    ["TOKENS_IN_BODY", "yes", /must be one of auto, always, never/],
    ["TRUST_PROXY", "yes", /must be false, true, the number/],
    ["TRUST_PROXY", "11", /must be false, true, the number/],
    ["TRUST_PROXY", "0.0.0.0/0", /must be false, true, the number/],
    ["TRUST_PROXY", "10.0.0.0/33", /must be false, true, the number/],
    ["TRUST_PROXY", "10.0.0.1,", /must be false, true, the number/],
    ["PASSWORD_MIN_LENGTH", "7", /from 8 to 128/],
    ["PASSWORD_MIN_LENGTH", "129", /from 8 to 128/],
    ["REQUIRE_VERIFIED_EMAIL", "1", /must be true or false/],
    ["SMTP_URL", "mail.example.com", /smtp or smtps/],
    ["MAIL_FROM", "Example", /must be an address/],
    ["MAIL_FROM", "a@b.example\r\nBcc: c@d.example", /must be an address/],
    ["RATE_LIMIT", "false", /must be one of on, off/],
    ["AUDIT_RETENTION", "23h", /between 1d and 3650d/],
    ["AUDIT_RETENTION", "3651d", /between 1d and 3650d/],
    ["AUDIT_RETENTION", "180", /has no unit/],
    ["LOG_LEVEL", "verbose", /must be one of fatal/],
    ["METRICS_TOKEN", "two words", /must be letters, digits/],
    ["METRICS_TOKEN", "metrics.token-of.31-bytes.01234", /is shorter than 32 bytes/],
    ["METRICS_TOKEN", "change-me-change-me-change-me-change-me", /is a placeholder/],
  ])("is refused: %s=%s", (name, value, reason) => {
    const load = () => build({ [name]: value });
    expect(load).toThrow(reason);
    expect(load).toThrow(new RegExp(`^${name} [^\\n]+$`));
  });

  it.each<[string, GivenSettings, RegExp]>([
    [
      "a database in memory",
      { ...https, DATABASE_URL: "memory:" },
      /^DATABASE_URL cannot be memory: away from localhost/,
    ],
    ["rate limits off", { ...https, RATE_LIMIT: "off" }, /^RATE_LIMIT cannot be off away from localhost/],
    [
      "a verified address without a mail server",
      { ...https, REQUIRE_VERIFIED_EMAIL: "true" },
      /^REQUIRE_VERIFIED_EMAIL cannot be true away from localhost without SMTP_URL: /,
    ],
    ["trust in every proxy", { ...https, TRUST_PROXY: "true" }, /^TRUST_PROXY cannot be true away from localhost/],
    [
      "no secret",
      { ...https, REFRESH_TOKEN_SECRET: undefined },
      /^REFRESH_TOKEN_SECRET is required away from localhost/,
    ],
  ])("is refused away from localhost: %s", (_rule, given, reason) => {
    expect(() => build(given)).toThrow(reason);
  });

  it.each(settingNames)("is refused when empty: %s", (name) => {
    expect(() => build({ [name]: "" })).toThrow(`${name} is empty`);
    expect(() => build({ [name]: "  " })).toThrow(`${name} is empty`);
  });
});

describe("a token secret", () => {
  const weak: [string, string, RegExp][] = [
    ["the tutorial's access secret", "your_super_secret_access_key", /is a placeholder/],
    ["the tutorial's refresh secret", "your_super_secret_refresh_key", /is a placeholder/],
    ["a placeholder of sufficient length", "Change-Me-to-something-long-and-random-please", /is a placeholder/],
    ["your-secret", "your-secret-here-0123456789-0123456789", /is a placeholder/],
    ["secret", "secret", /is shorter than 32 bytes/],
    ["31 bytes", "abcdefghijklmnopqrstuvwxyz01234", /is shorter than 32 bytes/],
    ["one character", "x".repeat(64), /repeats a few characters/],
    ["seven characters", "abcdefg".repeat(8), /repeats a few characters/],
    ["spaces around it", ` ${THIRD}`, /has spaces around a secret/],
    ["an empty entry", `${THIRD},`, /remove the stray comma/],
    ["a weak second entry", `${THIRD},${"x".repeat(64)}`, /repeats a few characters/],
  ];

  it.each(weak)("is refused: %s", (_rule, value, reason) => {
    expect(() => build({ ACCESS_TOKEN_SECRET: value })).toThrow(reason);
    expect(() => build({ REFRESH_TOKEN_SECRET: value })).toThrow(reason);
  });

  it("is refused when both kinds share one, even the second of a list", () => {
    const reason = /^REFRESH_TOKEN_SECRET has a secret in common with ACCESS_TOKEN_SECRET/;
    expect(() => build({ REFRESH_TOKEN_SECRET: ACCESS })).toThrow(reason);
    expect(() => build({ ACCESS_TOKEN_SECRET: `${THIRD},${REFRESH}` })).toThrow(reason);
  });

  it.each<[keyof GivenSettings, string]>([
    ...weak.map(([, value]): [keyof GivenSettings, string] => ["ACCESS_TOKEN_SECRET", value]),
    ["REFRESH_TOKEN_SECRET", ACCESS],
    ["DATABASE_URL", "mysql://user:hunter2-hunter2@db"],
    ["DATABASE_URL", "postgres://user:hunter2-hunter2@db"],
    ["PUBLIC_URL", "https://user:hunter2-hunter2@example.com"],
    ["CORS_ORIGIN", "https://user:hunter2-hunter2@example.com"],
    ["SMTP_URL", "https://user:hunter2-hunter2@mail"],
    ["METRICS_TOKEN", "hunter2 hunter2"],
  ])("does not appear in the error about %s", (name, value) => {
    const error = errorOf(() => build({ [name]: value }));
    const shown = `${error.message} ${JSON.stringify(error)} ${error.stack}`;
    for (const part of value.split(",").filter((entry) => entry.length > 6)) expect(shown).not.toContain(part.trim());
    expect(shown).not.toContain("hunter2");
  });
});

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}
