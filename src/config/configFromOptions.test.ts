import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { LIMITS } from "../services/rateLimit/limitRules.js";
import { configFromOptions } from "./loadConfig.js";
import type { SettingOptions } from "./SettingOptions.generated.js";
import { optionName, settingNames } from "./settings.js";

const ACCESS = "an access key for tests 0123456789";
const REFRESH = "a refresh key for tests 0123456789";
const OLDER = "an older key, for tests 0123456789";

const pair = { clientId: "id", clientSecret: "secret" };
const appleKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

const everyOption: Required<SettingOptions> = {
  databaseUrl: "sqlite:./here.db",
  databasePrefix: "auth_",
  databaseSchema: "auth",
  databasePool: 20,
  databasePrepare: "off",
  publicUrl: "https://auth.example.com",
  port: 4000,
  host: "0.0.0.0",
  accessTokenSecret: [ACCESS, OLDER],
  refreshTokenSecret: REFRESH,
  accessTokenExpiry: "5m",
  freshness: "5m",
  requireSecondFactor: "admins",
  refreshTokenExpiry: "14d",
  sessionMaxAge: "30d",
  refreshTokenTolerance: "always",
  refreshTokenGrace: "5s",
  accessTokenIssuer: "issuer",
  accessTokenAudience: "audience",
  accessTokenAlgorithm: ["ES256", "HS256"],
  keyRotation: "30d",
  username: "optional",
  fullName: "off",
  hsts: "on",
  corsOrigin: ["https://app.example.com"],
  cookieSameSite: "lax",
  tokensInBody: "never",
  trustProxy: ["loopback"],
  passwordMinLength: 12,
  requireVerifiedEmail: true,
  passkeyRpId: "example.com",
  passkeyOrigins: ["https://app.example.com"],
  smtpUrl: "smtp://mail.example.com",
  mailFrom: "no-reply@example.com",
  googleClientId: "google-id",
  googleClientSecret: "google-secret",
  githubClientId: "github-id",
  githubClientSecret: "github-secret",
  microsoftClientId: "microsoft-id",
  microsoftClientSecret: "microsoft-secret",
  microsoftTenant: "organizations",
  appleClientId: "com.example.signin",
  appleTeamId: "ABCDE12345",
  appleKeyId: "FGHIJ67890",
  applePrivateKey: appleKey.export({ type: "pkcs8", format: "pem" }).toString(),
  oidcProviders: [{ name: "acme", issuer: "https://id.example.com", ...pair }],
  linkVerifiedEmail: "on",
  pages: "off",
  pagesPath: "/account-pages",
  pagesNext: ["https://shop.example.com"],
  brandName: "Example",
  brandColor: "#0a7f5a",
  brandLogoUrl: "https://example.com/logo.svg",
  rateLimit: "on",
  rateLimits: { "login.account": "20/30m" },
  auditRetention: "30d",
  logLevel: "warn",
  logFormat: "json",
  logRequests: "off",
  metrics: "off",
  metricsToken: "mT0-metrics.token_0123456789~abcdef==",
  shutdownDrain: "15s",
  shutdownTimeout: "20s",
};

/** As a caller without TypeScript would. */
function configure(options: object) {
  return configFromOptions({ accessTokenSecret: ACCESS, refreshTokenSecret: REFRESH, ...options });
}

describe("configFromOptions", () => {
  it("has an option for every setting and no other", () => {
    expect(Object.keys(everyOption).sort()).toEqual(settingNames.map(optionName).sort());
  });

  it("takes native types", () => {
    const { limits, providers, ...config } = configFromOptions(everyOption);
    expect(providers.map(({ name }) => name)).toEqual(["google", "github", "microsoft", "apple", "acme"]);
    expect(limits["login.account"]).toEqual({ points: 20, windowMs: 1_800_000 });
    expect(config).toEqual({
      databaseUrl: "sqlite:./here.db",
      databasePrefix: "auth_",
      databaseSchema: "auth",
      databasePool: 20,
      databasePrepare: "off",
      publicUrl: "https://auth.example.com",
      publicOrigin: "https://auth.example.com",
      secureCookies: true,
      port: 4000,
      host: "0.0.0.0",
      accessTokenSecrets: [ACCESS, OLDER],
      refreshTokenSecrets: [REFRESH],
      accessTokenExpiry: 300_000,
      freshness: 300_000,
      requireSecondFactor: "admins",
      refreshTokenExpiry: 1_209_600_000,
      sessionMaxAge: 2_592_000_000,
      refreshTokenTolerance: "always",
      refreshTokenGrace: 5_000,
      accessTokenIssuer: "issuer",
      accessTokenAudience: "audience",
      accessTokenAlgorithms: ["ES256", "HS256"],
      keyRotation: 2_592_000_000,
      username: "optional",
      fullName: "off",
      hsts: "on",
      corsOrigins: ["https://app.example.com"],
      cookieSameSite: "lax",
      tokensInBody: "never",
      trustProxy: ["loopback"],
      passwordMinLength: 12,
      requireVerifiedEmail: true,
      passkeyRpId: "example.com",
      passkeyOrigins: ["https://app.example.com"],
      smtpUrl: "smtp://mail.example.com",
      mailFrom: "no-reply@example.com",
      linkVerifiedEmail: "on",
      outboxDirectory: join(process.cwd(), "data", "outbox"),
      outboxUrl: null,
      pages: "off",
      pagesPath: "/account-pages",
      pagesNext: ["https://shop.example.com", "https://app.example.com"],
      pagesUrl: "https://auth.example.com/account-pages",
      brandName: "Example",
      brandColor: "#0a7f5a",
      brandLogoUrl: "https://example.com/logo.svg",
      rateLimit: "on",
      auditRetention: 2_592_000_000,
      logLevel: "warn",
      logFormat: "json",
      logRequests: "off",
      metrics: "off",
      metricsToken: "mT0-metrics.token_0123456789~abcdef==",
      shutdownDrain: 15_000,
      shutdownTimeout: 20_000,
      hints: [],
      generatedSecretsFile: null,
    });
  });

  it("reads no environment", () => {
    vi.stubEnv("PORT", "not a port");
    vi.stubEnv("LATCHKEY_COLOUR", "red");
    expect(configure({}).port).toBe(3000);
    vi.unstubAllEnvs();
  });

  it("leaves the caller's lists alone", () => {
    const corsOrigin = ["https://app.example.com"];
    const config = configure({ corsOrigin });
    corsOrigin.push("https://evil.example");
    expect(config.corsOrigins).toEqual(["https://app.example.com"]);
  });

  it.each([
    "login.account=20/30m, register.ip=10/1h",
    { "login.account": "20/30m", "register.ip": "10/1h", "login.ip": undefined },
  ])("takes limits as text or as an object, and keeps the numbers that are not given: %j", (rateLimits) => {
    expect(configure({ rateLimits }).limits).toMatchObject({
      "login.account": { points: 20, windowMs: 1_800_000 },
      "register.ip": { points: 10, windowMs: 3_600_000 },
      "login.ip": { points: LIMITS["login.ip"].points, windowMs: LIMITS["login.ip"].windowMs },
    });
  });

  it("takes an undefined option as one that is not set", () => {
    expect(configure({ port: undefined }).port).toBe(3000);
  });

  it.each([
    [{ accesTokenExpiry: "5m" }, "accesTokenExpiry is not a setting: did you mean accessTokenExpiry?"],
    [{ ACCESS_TOKEN_EXPIRY: "5m" }, "ACCESS_TOKEN_EXPIRY is not a setting: did you mean accessTokenExpiry?"],
    [{ prot: 3000 }, "prot is not a setting: did you mean port?"],
    [{ color: "red" }, "color is not a setting: remove it"],
    [{ accessTokenExpiry: 900 }, "accessTokenExpiry has no unit: write 900s for seconds"],
    [{ port: 80.5 }, "port must be a whole number from 0 to 65535"],
    [{ port: Number.NaN }, "port must be a whole number from 0 to 65535"],
    [{ databaseUrl: "" }, "databaseUrl is empty"],
    [{ databaseUrl: 1 }, "databaseUrl must be text"],
    [{ requireVerifiedEmail: "yes" }, "requireVerifiedEmail must be true or false"],
    [
      { requireVerifiedEmail: true, publicUrl: "https://a.example" },
      "requireVerifiedEmail cannot be true away from localhost without smtpUrl or sendMail",
    ],
    [
      { rateLimits: { "login.acount": "20/15m" } },
      "rateLimits names login.acount, which is no limit: did you mean login.account?",
    ],
    [{ rateLimits: { "login.account": 20 } }, "rateLimits must give each limit as name=attempts/window"],
    [{ rateLimits: { "login.account": { points: 20 } } }, "rateLimits must give each limit as name=attempts/window"],
    [{ rateLimits: 20 }, "rateLimits must be text or an object"],
    [{ corsOrigin: ["https://app.example.com/"] }, "corsOrigin must list exact origins"],
    [{ corsOrigin: 1 }, "corsOrigin must be text or a list of texts"],
    [{ trustProxy: [] }, "trustProxy must be false, true"],
    [{ trustProxy: {} }, "trustProxy must be false, true"],
    [{ accessTokenSecret: [] }, "accessTokenSecret is an empty list"],
    [{ accessTokenSecret: [ACCESS, 1] }, "accessTokenSecret must be text"],
    [{ refreshTokenSecret: ACCESS }, "refreshTokenSecret has a secret in common with accessTokenSecret"],
    [
      { publicUrl: "https://a.example", accessTokenSecret: undefined },
      "accessTokenSecret is required away from localhost",
    ],
    [{ cookieSameSite: "none" }, "cookieSameSite cannot be none on http: use strict or lax, or an https publicUrl"],
  ])("names what is wrong in the caller's spelling: %j", (options, message) => {
    expect(() => configure(options)).toThrow(message);
  });
});
