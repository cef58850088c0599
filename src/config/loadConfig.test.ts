import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LIMITS, limitNames } from "../services/rateLimit/limitRules.js";
import { ConfigError } from "./ConfigError.js";
import { loadConfig } from "./loadConfig.js";
import { settingNames } from "./settings.js";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "latchkey-config-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function load(env: NodeJS.ProcessEnv = {}) {
  return loadConfig({ env, cwd });
}

describe("loadConfig", () => {
  it("needs no setting on localhost", () => {
    const { accessTokenSecrets, refreshTokenSecrets, generatedSecretsFile, limits, ...config } = load();
    expect(config).toEqual({
      databaseUrl: "sqlite:./data/latchkey.db",
      databasePrefix: "",
      databaseSchema: "latchkey",
      databasePool: 10,
      databasePrepare: "on",
      publicUrl: "http://localhost:3000",
      publicOrigin: "http://localhost:3000",
      secureCookies: false,
      hsts: "off",
      port: 3000,
      host: "127.0.0.1",
      accessTokenExpiry: 900_000,
      freshness: 600_000,
      requireSecondFactor: "off",
      refreshTokenExpiry: 604_800_000,
      sessionMaxAge: 7_776_000_000,
      refreshTokenGrace: 10_000,
      shutdownDrain: 0,
      shutdownTimeout: 10_000,
      accessTokenIssuer: "http://localhost:3000",
      accessTokenAudience: "http://localhost:3000",
      accessTokenAlgorithms: ["HS256"],
      keyRotation: 7_776_000_000,
      refreshTokenTolerance: "browser",
      passwordMinLength: 8,
      corsOrigins: [],
      cookieSameSite: "strict",
      tokensInBody: "auto",
      trustProxy: false,
      username: "required",
      fullName: "required",
      smtpUrl: null,
      mailFrom: "Latchkey <no-reply@localhost>",
      outboxDirectory: join(cwd, "data", "outbox"),
      outboxUrl: "http://localhost:3000/outbox",
      requireVerifiedEmail: false,
      passkeyRpId: "localhost",
      providers: [],
      linkVerifiedEmail: "off",
      passkeyOrigins: [],
      pages: "on",
      pagesPath: "",
      pagesNext: [],
      pagesUrl: "http://localhost:3000",
      brandName: "Latchkey",
      brandColor: "#2f5bd8",
      brandLogoUrl: null,
      rateLimit: "on",
      auditRetention: 15_552_000_000,
      logLevel: "info",
      logFormat: "auto",
      logRequests: "on",
      metrics: "on",
      metricsToken: null,
      hints: [],
    });
    expect([accessTokenSecrets, refreshTokenSecrets].map((secrets) => secrets.length)).toEqual([1, 1]);
    expect(generatedSecretsFile).toBe(join(cwd, "data", "secrets.json"));
    const numbers = limitNames.map((name) => [name, { points: LIMITS[name].points, windowMs: LIMITS[name].windowMs }]);
    expect(limits).toEqual(Object.fromEntries(numbers));
  });

  it("is deeply frozen", () => {
    const config = load({ CORS_ORIGIN: "https://a.example", TRUST_PROXY: "loopback" });
    expect(Object.isFrozen(config)).toBe(true);
    for (const value of Object.values(config)) expect(Object.isFrozen(value)).toBe(true);
    for (const limit of Object.values(config.limits)) expect(Object.isFrozen(limit)).toBe(true);
  });

  it("reads .env, and the environment wins", () => {
    writeFileSync(join(cwd, ".env"), "\uFEFFPORT=4000\r\nLOG_LEVEL=warn # less\r\n");
    expect(load({ LOG_LEVEL: "debug" })).toMatchObject({ port: 4000, logLevel: "debug" });
  });

  it("refuses what .env misspells or leaves empty", () => {
    writeFileSync(join(cwd, ".env"), "ACCESS_TOKEN_EXPIRES=15m");
    expect(load).toThrow(/^ACCESS_TOKEN_EXPIRES is not a setting: did you mean ACCESS_TOKEN_EXPIRY\?$/);
    writeFileSync(join(cwd, ".env"), "PORT=");
    expect(load).toThrow(/^PORT is empty/);
  });

  it.each([
    ["BRAND_COLOR=#0a7f5a", "#0a7f5a"],
    ["export BRAND_COLOR=#0a7f5a # ours\r", "#0a7f5a"],
    ["BRAND_COLOR='#0a7f5a' # ours", "#0a7f5a"],
    ['FOREIGN="two lines\nBRAND_COLOR=#ffffff\n"\nBRAND_COLOR=#0a7f5a', "#0a7f5a"],
    ["# BRAND_COLOR=#ffffff", "#2f5bd8"],
  ])("reads a # right behind the equals sign as part of the value: %j", (line, brandColor) => {
    writeFileSync(join(cwd, ".env"), `PORT=4000 # ours\n${line}\nLOG_LEVEL=warn`);
    expect(load()).toMatchObject({ port: 4000, brandColor, logLevel: "warn", hints: [] });
  });

  it("takes what follows = and a space for a comment, so that the value is missing", () => {
    writeFileSync(join(cwd, ".env"), "BRAND_COLOR= #0a7f5a");
    expect(load).toThrow(/^BRAND_COLOR is empty/);
  });

  it("says where a # inside a word cuts a value off, and shows none of it", () => {
    writeFileSync(join(cwd, ".env"), `BRAND_NAME=Shop#1\nMAIL_FROM="a#b@example.com"\nOTHER=a#b`);
    const { brandName, hints } = load();
    expect(brandName).toBe("Shop");
    expect(hints).toEqual(['BRAND_NAME in .env ends at its "#": put the value in quotes if it goes on.']);
  });

  it("takes a USERNAME of the environment for the system's user, unless it is a value of the setting", () => {
    expect(load({ USERNAME: "ada" })).toMatchObject({ username: "required", hints: [] });
    writeFileSync(join(cwd, ".env"), "USERNAME=off\nFULL_NAME=optional");
    expect(load({ USERNAME: "Ada Lovelace" })).toMatchObject({ username: "off", fullName: "optional", hints: [] });
    expect(load({ USERNAME: "optional" })).toMatchObject({ username: "optional", hints: [] });
    expect(load({ USERNAME: "optinal" }).hints).toEqual([
      "USERNAME in the environment is none of required, optional, off, so it is ignored.",
    ]);
  });

  it("refuses another USERNAME in .env, another FULL_NAME anywhere, and an empty one", () => {
    expect(() => load({ FULL_NAME: "Ada Lovelace" })).toThrow("FULL_NAME must be one of required, optional, off");
    expect(() => load({ USERNAME: "" })).toThrow(/^USERNAME is empty/);
    writeFileSync(join(cwd, ".env"), "USERNAME=ada");
    expect(() => load({ USERNAME: "ada" })).toThrow("USERNAME must be one of required, optional, off");
  });

  it("says so when .env cannot be read", () => {
    mkdirSync(join(cwd, ".env"));
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/cannot be read/);
  });
});

// RATE_LIMIT is a setting too, and MAILFROM a variable that cron gives its jobs.
const isAsNearToAnother = new Set(["RATE_LIMIT", "RATE_LIMIS", "MAILFROM"]);

describe("a misspelled variable", () => {
  it.each([
    ["ACCESS_TOKEN_SECERT", "ACCESS_TOKEN_SECRET"],
    ["ACESS_TOKN_SECRET", "ACCESS_TOKEN_SECRET"],
    ["REFRESH_TOKEN_EXPIRES", "REFRESH_TOKEN_EXPIRY"],
    ["DATABASE_URI", "DATABASE_URL"],
    ["DATABASEURL", "DATABASE_URL"],
    ["CORS_ORIGINS", "CORS_ORIGIN"],
    ["LOGLEVEL", "LOG_LEVEL"],
    ["accessTokenSecret", "ACCESS_TOKEN_SECRET"],
    ["access_token_secret", "ACCESS_TOKEN_SECRET"],
    ["Public-Url", "PUBLIC_URL"],
    ["LATCHKEY_PORT", "PORT"],
    ["LATCHKEY_ACCESS_TOKEN_SECRET", "ACCESS_TOKEN_SECRET"],
  ])("stops the start: %s", (name, meant) => {
    expect(() => load({ [name]: "value" })).toThrow(`${name} is not a setting: did you mean ${meant}?`);
  });

  it("stops the start when it has our prefix but resembles nothing", () => {
    expect(() => load({ LATCHKEY_COLOUR: "red" })).toThrow(/^LATCHKEY_COLOUR is not a setting: remove it/);
  });

  it.each(settingNames.filter((name) => name.length > 7))("is found with one letter missing anywhere: %s", (name) => {
    for (let index = 0; index < name.length; index++) {
      const misspelled = name.slice(0, index) + name.slice(index + 1);
      if (isAsNearToAnother.has(misspelled)) continue;
      expect(() => load({ [misspelled]: "value" })).toThrow(`did you mean ${name}?`);
    }
  });
});

describe("the variables of other programs", () => {
  const shell = `HOSTNAME HOSTTYPE HOST_IP HOST_UID MAIL MAILER MAILCHECK LOGNAME SHELL SHLVL PATH HOME USER USERNAME LANG LC_ALL
    TERM COLORTERM TERM_PROGRAM TZ PWD OLDPWD TMPDIR EDITOR PAGER DISPLAY SSH_AUTH_SOCK SSH_CONNECTION XDG_RUNTIME_DIR
    XDG_SESSION_ID XDG_SESSION_TYPE DBUS_SESSION_BUS_ADDRESS DESKTOP_SESSION SESSION_MANAGER GPG_AGENT_INFO WSL_DISTRO_NAME
    HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy PS1 LS_COLORS _ INVOCATION_ID JOURNAL_STREAM`;
  const windows = `ALLUSERSPROFILE APPDATA COMPUTERNAME ComSpec HOMEDRIVE HOMEPATH LOCALAPPDATA LOGONSERVER OS PATHEXT PUBLIC
    ProgramData ProgramFiles PSModulePath SESSIONNAME SystemRoot TEMP TMP USERDOMAIN USERPROFILE windir`;
  const node = `NODE_ENV NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NPM_TOKEN NVM_DIR INIT_CWD COLOR npm_command npm_execpath
    npm_node_execpath npm_lifecycle_event npm_lifecycle_script npm_package_name npm_package_version npm_package_json
    npm_config_cache npm_config_globalconfig npm_config_init_module npm_config_local_prefix npm_config_loglevel
    npm_config_log_level npm_config_node_gyp npm_config_noproxy npm_config_npm_version npm_config_port npm_config_host
    npm_config_prefix npm_config_registry npm_config_user_agent npm_config_userconfig npm_config_https_proxy VITEST
    VITEST_MODE VITEST_POOL_ID VITEST_WORKER_ID TEST DEV PROD MODE BASE_URL DEBUG FORCE_COLOR`;
  const ci = `CI GITHUB_ACTIONS GITHUB_TOKEN GITHUB_SHA GITHUB_REF GITHUB_SERVER_URL GITHUB_API_URL GITHUB_WORKSPACE
    ACTIONS_RUNTIME_TOKEN ACTIONS_RUNTIME_URL ACTIONS_CACHE_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN RUNNER_OS RUNNER_TEMP
    CI_JOB_TOKEN CI_JOB_URL CI_PROJECT_URL CI_REGISTRY CI_SERVER_HOST CI_SERVER_PORT GITLAB_CI GITLAB_USER_EMAIL
    BUILD_NUMBER JENKINS_URL CIRCLE_TOKEN TRAVIS BUILDKITE TF_BUILD SYSTEM_ACCESSTOKEN`;
  const services = `POSTGRES_URL PGHOST PGPORT PGUSER DATABASE_HOST DATABASE_PORT DATABASE_NAME DATABASE_USER DATABASE_SSL
    DB_URL REDIS_URL MONGO_URL MONGODB_URI SMTP_HOST SMTP_PORT SMTP_USER SMTP_PASS SMTP_SSL SMTP_TLS MAIL_HOST MAIL_PORT
    MAIL_USER PUBLIC_KEY PUBLIC_DIR PUBLIC_IP JWT_SECRET SESSION_SECRET ACCESS_TOKEN REFRESH_TOKEN ACCESS_KEY
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION GOOGLE_APPLICATION_CREDENTIALS AZURE_CLIENT_ID
    SENTRY_DSN DYNO FLY_APP_NAME RAILWAY_PUBLIC_DOMAIN RENDER_EXTERNAL_URL VERCEL_URL KUBERNETES_SERVICE_HOST
    KUBERNETES_PORT LATCHKEY_SERVICE_HOST LATCHKEY_SERVICE_PORT LATCHKEY_SERVICE_PORT_HTTP LATCHKEY_PORT_3000_TCP
    LATCHKEY_PORT_3000_TCP_ADDR TRUST_STORE COOKIE_SECRET METRICS_PORT LOG_FILE RATE_LIMIT_MAX`;

  it.each([shell, windows, node, ci, services].flatMap((names) => names.split(/\s+/)))("pass: %s", (name) => {
    expect(() => load({ [name]: "value" })).not.toThrow();
  });

  it.each([
    ["JWT_SECRET", "ACCESS_TOKEN_SECRET"],
    ["JWT_REFRESH_SECRET", "REFRESH_TOKEN_SECRET"],
    ["JWT_EXPIRES_IN", "ACCESS_TOKEN_EXPIRY"],
    ["SMTP_HOST", "SMTP_URL"],
    ["EMAIL_FROM", "MAIL_FROM"],
    ["MAILFROM", "MAIL_FROM"],
    ["MONGODB_URI", "DATABASE_URL"],
    ["POSTGRES_URL", "DATABASE_URL"],
    ["FRONTEND_URL", "CORS_ORIGIN"],
    ["USER_NAME", "USERNAME"],
  ])("pass with a hint at ours, in the environment and in .env: %s", (name, ours) => {
    const hint = `${name} is set and not used: Latchkey reads ${ours}, which is not set.`;
    expect(load({ [name]: "value" }).hints).toEqual([hint]);
    writeFileSync(join(cwd, ".env"), `${name}=value`);
    expect(load().hints).toEqual([hint]);
  });

  it("need no hint where ours is set too", () => {
    expect(load({ SMTP_HOST: "mail.example.com", SMTP_URL: "smtp://mail.example.com" }).hints).toEqual([]);
  });

  it("pass: the link that Kubernetes makes for a service named latchkey", () => {
    expect(() => load({ LATCHKEY_PORT: "tcp://10.0.0.1:3000" })).not.toThrow();
  });
});
