import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { type Config, newSecret } from "../../src/config/index.js";
import { checks, type Finding, type ServerSettings } from "../../src/doctor/index.js";
import { createContext } from "../../src/doctor/runChecks.js";
import { LIMITS } from "../../src/services/rateLimit/limitRules.js";
import { createSqliteStore, SqliteArchive } from "../../src/stores/sqlite/index.js";
import { issuesIn, knownSettings, portOf, startGoodServer, VERSION } from "../support/doctor/deployment.js";
import type { TestServer } from "../support/http/testServer.js";
import { startSmtpServer } from "../support/mail/smtpServer.js";
import { dies } from "../support/providers/deeds.js";
import { CLIENT_SECRET, HostileProvider } from "../support/providers/HostileProvider.js";
import { oidcSettings } from "../support/providers/signIns.js";
import { aPasskey } from "../support/records.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { makeOldDatabase } from "../support/store/sqliteFirstSchema.js";
import { openSqliteStore } from "../support/store/sqliteFolder.js";
import { aTutorialDatabase, aTutorialUser } from "../support/store/tutorialUsers.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const DAY = 86_400_000;
// The server is asked directly, without TLS.
const URL_OF_SERVER = new URL("http://localhost");

let server: TestServer;
beforeAll(async () => {
  server = await startGoodServer();
});
afterAll(() => server.close());

const OF_SETTINGS = checks.filter(({ from }) => from === "settings");

/** The findings of the checks of settings, or of some of them. */
async function findingsOf(settings: ServerSettings, some = OF_SETTINGS): Promise<Finding[]> {
  const endpoint = { host: "127.0.0.1", port: portOf(server) };
  const options = { url: URL_OF_SERVER, settings, version: VERSION, load: false, credentials: null, endpoint };
  const context = createContext(options);
  const findings = [];
  for (const check of some) findings.push(...(await check.run(context)));
  return findings;
}

/** The issues of settings that differ from good ones, and of the files in their folder. */
async function issuesOf(settings: Partial<Config>, directory?: string): Promise<Record<string, string>> {
  return issuesIn(
    await findingsOf(await knownSettings(server, { publicUrl: "http://localhost", ...settings }, directory)),
  );
}

test("good settings pass every check", async () => {
  expect(await issuesOf({})).toEqual({});
});

describe("the doctor finds a mistake in the settings, and nothing else", () => {
  type Row = [mistake: string, settings: Partial<Config>, issues: Record<string, string>];
  const secret = newSecret();
  const lax = { ...LIMITS, "change-password.account": { points: 101, windowMs: DAY } };
  const rows: Row[] = [
    ["another PUBLIC_URL", { publicUrl: "https://auth.example.org", pages: "on" }, { "public-url.other": "high" }],
    ["half of the internet trusted", { trustProxy: ["10.0.0.0/8", "0.0.0.0/1"] }, { "trust-proxy.wide": "medium" }],
    ["everybody trusted", { trustProxy: true }, { "trust-proxy.wide": "medium" }],
    ["a port that anybody can reach", { trustProxy: 1, host: "0.0.0.0" }, { "trust-proxy.exposed": "info" }],
    ["a secret of few characters", { accessTokenSecrets: ["abcdefgh".repeat(4)] }, { "secrets.weak": "medium" }],
    [
      "a secret of typed words",
      { refreshTokenSecrets: ["correct-horse-battery-staple-and-some-more"] },
      { "secrets.words": "low" },
    ],
    [
      "a metrics token that signs",
      { refreshTokenSecrets: [secret], metricsToken: secret },
      { "secrets.shared": "medium" },
    ],
    ["a database in memory", { databaseUrl: "memory:" }, { "database.unchecked": "info" }],
    ["no limits", { rateLimit: "off" }, { "limits.unchecked": "info" }],
    ["a limit of 101", { limits: lax }, { "limits.lax": "medium" }],
    [
      "an outbox away from localhost",
      { smtpUrl: null, publicUrl: "https://auth.example.org" },
      { "mail.outbox": "medium", "public-url.other": "high" },
    ],
    [
      "a stop without a drain",
      { shutdownDrain: 0, publicUrl: "https://auth.example.org" },
      { "operation.no-drain": "low", "public-url.other": "high" },
    ],
    ["a log without account events", { logLevel: "error" }, { "operation.quiet": "low" }],
    ["another origin without TLS", { corsOrigins: ["http://app.example.com"] }, { "browsers.plain-origin": "medium" }],
  ];
  test.each(rows)("%s", async (_mistake, settings, issues) => {
    expect(await issuesOf(settings)).toEqual(issues);
  });
});

describe("mail", () => {
  test("finds a mail server that does not answer", async () => {
    expect(await issuesOf({ smtpUrl: `smtp://127.0.0.1:${await freePort()}` })).toEqual({ "mail.dead": "medium" });
  });

  test("finds a mail server that refuses the account, and does not reveal the password", async () => {
    const { port, logins, received } = await startSmtpServer({ account: { user: "post", password: "right" } });
    const settings = await knownSettings(server, { smtpUrl: `smtp://post:geheim@127.0.0.1:${port}` });
    const findings = await findingsOf(settings);
    const found = findings.find(({ check }) => check === "mail");
    expect(found).toMatchObject({ code: "mail.dead", evidence: "It was refused (EAUTH 535 at AUTH)" });
    expect(JSON.stringify(findings)).not.toContain("geheim");
    expect([logins, received]).toEqual([["post"], []]);
  });
});

describe("the database", () => {
  test("finds one that does not exist, and does not create it", async () => {
    const directory = temporaryFolder();
    const databaseUrl = `sqlite:${join(directory, "nowhere.db")}`;
    expect(await issuesOf({ databaseUrl }, directory)).toEqual({ "database.absent": "high" });
    expect(await issuesOf({ databaseUrl }, directory)).toEqual({ "database.absent": "high" });
  });

  test("finds a file that is not a database", async () => {
    const directory = temporaryFolder();
    const file = join(directory, "broken.db");
    writeFileSync(file, "this is no database, and long enough to be taken for one ".repeat(40), { mode: 0o600 });
    expect(await issuesOf({ databaseUrl: `sqlite:${file}` }, directory)).toEqual({ "database.away": "high" });
  });

  test("finds an application's database, does not change it, and accepts a prefix", async () => {
    const directory = temporaryFolder();
    const file = join(directory, "app.db");
    const database = new Database(file);
    database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY)");
    database.close();
    chmodSync(file, 0o600);
    const before = readFileSync(file);
    const settings = { databaseUrl: `sqlite:${file}` };
    expect(await issuesOf(settings, directory)).toEqual({ "database.foreign": "high" });
    const findings = await findingsOf(await knownSettings(server, settings, directory));
    expect(findings.find(({ code }) => code === "database.foreign")?.evidence).toContain("DATABASE_PREFIX=latchkey_");
    expect(readFileSync(file).equals(before)).toBe(true);
    const beside = { ...settings, databasePrefix: "latchkey_" };
    expect(await issuesOf(beside, directory)).toEqual({ "database.behind": "medium" });
    await (await openSqliteStore({ path: file, prefix: "latchkey_" })).close();
    expect(await issuesOf(beside, directory)).toEqual({});
  });

  test.each(["moved", "filling"] as const)("finds one that is closed to servers: %s", async (state) => {
    const directory = temporaryFolder();
    const path = join(directory, "closed.db");
    await (await openSqliteStore({ path })).close();
    const archive = await SqliteArchive.open({ path });
    await archive.setMarker({ copy: "a copy", state, run: "a run", peer: "sqlite:/srv/other.db" }, null);
    await archive.close();
    const settings = { databaseUrl: `sqlite:${path}` };
    expect(await issuesOf(settings, directory)).toEqual({ "database.closed": "high" });
    const findings = await findingsOf(await knownSettings(server, settings, directory));
    const closed = findings.find(({ code }) => code === "database.closed");
    expect(closed?.evidence).toMatch(/ sqlite:\/srv\/other\.db$/);
  });

  test("does not change a single byte of one that is in order", async () => {
    const directory = temporaryFolder();
    const path = join(directory, "latchkey.db");
    await (await openSqliteStore({ path })).close();
    const database = new Database(path);
    database.pragma("journal_mode = DELETE");
    database.close();
    const before = readFileSync(path);
    expect(await issuesOf({ databaseUrl: `sqlite:${path}` }, directory)).toEqual({});
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory).filter((name) => name.startsWith("latchkey"))).toEqual(["latchkey.db"]);
  });

  test("finds one that lacks migrations, and does not apply them", async () => {
    const directory = temporaryFolder();
    const file = join(directory, "old.db");
    makeOldDatabase(file);
    chmodSync(file, 0o600);
    const settings = { databaseUrl: `sqlite:${file}` };
    expect(await issuesOf(settings, directory)).toEqual({ "database.behind": "medium" });
    const findings = await findingsOf(await knownSettings(server, settings, directory));
    const lacking = findings.find(({ code }) => code === "database.behind");
    expect(lacking?.evidence).toMatch(/^0002_queueAndLimits, 0003_signingKeys, /);
  });
});

test.skipIf(inject("mongoUrl") === null)("finds an application's MongoDB", async () => {
  const databaseUrl = await aTutorialDatabase([aTutorialUser("ada")], onTestFinished);
  expect(await issuesOf({ databaseUrl })).toMatchObject({ "database.foreign": "high" });
});

test.skipIf(inject("mongoUrl") === null)("finds a MongoDB without its indexes, and does not build them", async () => {
  const databaseUrl = freshMongoUrl();
  onTestFinished(() => dropMongoDatabase(databaseUrl));
  const issues = { "database.behind": "medium", "database-connection.no-password-here": "low" };
  expect(await issuesOf({ databaseUrl })).toEqual(issues);
  expect(await issuesOf({ databaseUrl })).toEqual(issues);
});

test("finds a MongoDB driver that is older than the tested one", async () => {
  const databaseUrl = "mongodb://u:geheim@localhost/l";
  const check = checks.find(({ id }) => id === "mongodb-driver");
  const settings = await knownSettings(server, { databaseUrl });
  const options = { url: URL_OF_SERVER, settings, version: VERSION, load: false, credentials: null };
  const found = await check?.run({ ...createContext(options), mongoDriverVersion: async () => "7.8.0" });

  expect(issuesIn(found ?? [])).toEqual({ "mongodb-driver.old": "medium" });
  expect(found?.[0]?.evidence).toContain("mongodb 7.8.0");
  expect(issuesIn((await check?.run(createContext(options))) ?? [])).toEqual({});
});

describe("the connection to a database server", () => {
  // Only the URL is read: no server is needed.
  const check = checks.filter(({ id }) => id === "database-connection");
  const wayTo = async (databaseUrl: string) => findingsOf(await knownSettings(server, { databaseUrl }), check);

  test.each([
    ["mongodb://u:geheim@127.0.0.1:27017,[::1]:27018,localhost/l", {}],
    ["mongodb://u:geheim@%2Ftmp%2Fmongodb-27017.sock/l", {}],
    ["mongodb://u:geheim@a.example.com,b.example.com:27018/l?replicaSet=r&TLS=true", {}],
    ["mongodb+srv://u:geheim@db.example.com/l", {}],
    ["mongodb://CN=latchkey@db.example.com/l?tls=true&authMechanism=MONGODB-X509", {}],
    ["mongodb://u:geheim@mongo:27017/l?replicaSet=rs0", {}],
    ["mongodb://u:geheim@localhost,db.example.com/l", { "database-connection.clear": "medium" }],
    ["mongodb://u:geheim@10.0.0.7/l?ssl=false", { "database-connection.clear": "medium" }],
    ["mongodb://u:geheim@[2001:db8::1]:27017/l", { "database-connection.clear": "medium" }],
    ["mongodb+srv://u:geheim@db.example.com/l?tls=false", { "database-connection.clear": "medium" }],
    [
      "mongodb://u:geheim@db.example.com/l?tls=true&tlsAllowInvalidCertificates=true",
      { "database-connection.unverified": "medium" },
    ],
    ["mongodb+srv://u:geheim@db.example.com/l?tlsInsecure=true", { "database-connection.unverified": "medium" }],
    ["mongodb://u@db.example.com/l?tls=true", { "database-connection.no-password": "high" }],
    ["mongodb://u:@db.example.com?tls=true", { "database-connection.no-password": "high" }],
    ["mongodb://localhost/l", { "database-connection.no-password-here": "low" }],
    ["postgres://u:geheim@127.0.0.1:5432,[::1]:5433/l", {}],
    ["postgres://u@/l?host=/var/run/postgresql", {}],
    ["postgresql://u@%2Fvar%2Frun%2Fpostgresql/l", {}],
    ["postgres://u:geheim@a.example.com,b.example.com:5433/l?sslmode=verify-full", {}],
    ["postgres://u:geheim@db.example.com/l?sslrootcert=/etc/ssl/ca.pem", {}],
    ["postgres://u:geheim@db.example.com/l?ssl=true", {}],
    ["postgres://u@db.example.com/l?sslmode=verify-full&sslcert=/a.pem&sslkey=/b.pem", {}],
    ["postgres://u:geheim@pgbouncer:6432/l", {}],
    ["postgres://u:geheim@localhost,db.example.com/l", { "database-connection.clear": "medium" }],
    ["postgres://u:geheim@db.example.com/l?sslmode=disable", { "database-connection.clear": "medium" }],
    ["postgres://u:geheim@10.0.0.7/l?ssl=0", { "database-connection.clear": "medium" }],
    ["postgres://u:geheim@db.example.com/l?sslmode=require", { "database-connection.unverified": "medium" }],
    ["postgres://u:geheim@a,b.example.com/l?sslmode=verify-ca", { "database-connection.unverified": "medium" }],
    ["postgres://u@db.example.com/l?sslmode=verify-full", { "database-connection.no-password": "high" }],
    ["postgres://localhost/l", { "database-connection.no-password-here": "low" }],
    ["postgres://u@/l", { "database-connection.no-password-here": "low" }],
  ])("%s", async (databaseUrl, issues) => {
    const findings = await wayTo(databaseUrl);
    expect(issuesIn(findings)).toEqual(issues);
    expect(JSON.stringify(findings)).not.toContain("geheim");
  });
});

describe("the keys of ES256", () => {
  const ES256 = { accessTokenAlgorithms: ["ES256"] as const };

  async function withKeyOf(days: number): Promise<{ databaseUrl: string; directory: string }> {
    const directory = temporaryFolder();
    const path = join(directory, "keys.db");
    const store = createSqliteStore({ path });
    await store.open();
    const at = Date.now() - days * DAY;
    const key = { _id: "kid", sequence: 1, version: 0, algorithm: "ES256" as const, sealedKey: "sealed" };
    await store.signingKeys.create({ ...key, createdAt: at, signsFrom: at });
    await store.close();
    return { databaseUrl: `sqlite:${path}`, directory };
  }

  test.each([
    ["accepts one of last month", 30, 90 * DAY, {}],
    ["finds one that should have been replaced", 100, 90 * DAY, { "signing-keys.stuck": "medium" }],
    ["accepts one of last month without KEY_ROTATION", 30, null, {}],
    ["finds one that is older than a year", 400, null, { "signing-keys.old": "low" }],
  ])("%s", async (_what, days, keyRotation, issues) => {
    const { databaseUrl, directory } = await withKeyOf(days);
    expect(await issuesOf({ ...ES256, keyRotation, databaseUrl }, directory)).toEqual(issues);
  });
});

describe("providers", () => {
  async function startProvider(): Promise<HostileProvider> {
    const provider = await HostileProvider.start();
    onTestFinished(() => provider.close());
    return provider;
  }

  test("that answer with the issuer of the settings are no finding", async () => {
    const provider = await startProvider();
    expect(await issuesOf({ providers: [oidcSettings(provider.base)] })).toEqual({});
    expect(provider.seen).toEqual(["GET /.well-known/openid-configuration"]);
  });

  test("of another issuer than the settings say are found", async () => {
    const provider = await startProvider();
    provider.misdeeds = { metadata: { issuer: "https://id.example.com" } };
    expect(await issuesOf({ providers: [oidcSettings(provider.base)] })).toEqual({ "providers.issuer": "medium" });
  });

  test("that are down are found, by name and without a secret, and are no error", async () => {
    const provider = await startProvider();
    provider.misdeeds = { at: { "/openid-configuration": dies } };
    const settings = { publicUrl: "http://localhost", providers: [oidcSettings(provider.base)] };
    const findings = await findingsOf(await knownSettings(server, settings));
    expect(issuesIn(findings)).toEqual({ "providers.down": "low" });
    const found = findings.find(({ check }) => check === "providers");
    expect(found?.evidence).toMatch(/^acme: 127\.0\.0\.1:\d+ cannot be reached/);
    expect(JSON.stringify(findings)).not.toContain(CLIENT_SECRET);
  });
});

test("passkeys of another domain are found, and their number", async () => {
  const directory = temporaryFolder();
  const path = join(directory, "passkeys.db");
  const store = createSqliteStore({ path });
  await store.open();
  for (const rpId of ["localhost", "localhost", "old.example.com"]) {
    await store.passkeys.create(aPasskey({ rpId, createdAt: Date.now() - DAY }));
  }
  // A server runs.
  onTestFinished(() => store.close());
  const databaseUrl = `sqlite:${path}`;
  expect(await issuesOf({ databaseUrl, passkeyRpId: "localhost" }, directory)).toEqual({ "passkeys.domain": "high" });
  const settings = await knownSettings(
    server,
    { publicUrl: "http://localhost", databaseUrl, passkeyRpId: "localhost" },
    directory,
  );
  const finding = (await findingsOf(settings)).find(({ code }) => code === "passkeys.domain");
  expect(finding?.evidence).toBe("1 of 3 for old.example.com, PASSKEY_RP_ID is localhost");
});

describe("files", () => {
  /** A folder that others may enter. */
  function open(files: Record<string, number>): string {
    const directory = temporaryFolder();
    mkdirSync(join(directory, "data"));
    for (const [name, mode] of Object.entries(files)) {
      writeFileSync(join(directory, name), "");
      chmodSync(join(directory, name), mode);
    }
    chmodSync(join(directory, "data"), 0o755);
    return directory;
  }

  /** Like {@link issuesOf}, in a folder that others may enter. */
  async function issuesIn755(directory: string, settings: Partial<Config> = {}): Promise<Record<string, string>> {
    const known = await knownSettings(server, { publicUrl: "http://localhost", ...settings }, directory);
    chmodSync(directory, 0o755);
    return issuesIn((await findingsOf(known)).filter(({ check }) => check === "files" || check === "secrets"));
  }

  test.skipIf(process.platform === "win32")("finds those that everybody can read", async () => {
    expect(await issuesIn755(open({ ".env": 0o644 }))).toEqual({ "files.secrets-open": "high" });
    expect(await issuesIn755(open({ "data/secrets.json": 0o604 }))).toEqual({ "files.secrets-open": "high" });
    const directory = open({ "data/a.db": 0o600, "data/a.db-wal": 0o644 });
    const databaseUrl = `sqlite:${join(directory, "data/a.db")}`;
    expect(await issuesIn755(directory, { databaseUrl })).toMatchObject({ "files.data-open": "medium" });
  });

  test.skipIf(process.platform === "win32")("finds secrets that a group can read", async () => {
    expect(await issuesIn755(open({ ".env": 0o640 }))).toEqual({ "files.secrets-group": "low" });
    expect(await issuesIn755(open({ ".env": 0o600 }))).toEqual({});
  });

  test.skipIf(process.platform === "win32")(
    "accepts any permissions in a folder that nobody else can enter",
    async () => {
      expect(await issuesOf({}, open({ ".env": 0o644 }))).toEqual({});
    },
  );

  test("finds secrets that are older than a year", async () => {
    const directory = open({ "data/secrets.json": 0o600 });
    const generatedSecretsFile = join(directory, "data/secrets.json");
    expect(await issuesOf({ generatedSecretsFile }, directory)).toEqual({});
    const twoYearsAgo = new Date(Date.now() - 730 * DAY);
    utimesSync(generatedSecretsFile, twoYearsAgo, twoYearsAgo);
    expect(await issuesOf({ generatedSecretsFile }, directory)).toEqual({ "secrets.old": "low" });
  });

  test("reports the age of secrets in .env as unknown, unless the file itself is old", async () => {
    const directory = temporaryFolder();
    const file = join(directory, ".env");
    const unknown = { "secrets.unchecked": "info" };
    const byHand = { generatedSecretsFile: null };
    expect(await issuesOf(byHand, directory)).toEqual(unknown);
    writeFileSync(file, "# ACCESS_TOKEN_SECRET=\nPORT=3000\n", { mode: 0o600 });
    const twoYearsAgo = new Date(Date.now() - 730 * DAY);
    utimesSync(file, twoYearsAgo, twoYearsAgo);
    expect(await issuesOf(byHand, directory)).toEqual(unknown);
    writeFileSync(file, `PORT=3000\nACCESS_TOKEN_SECRET=${newSecret()}\n`);
    expect(await issuesOf(byHand, directory)).toEqual(unknown);
    utimesSync(file, twoYearsAgo, twoYearsAgo);
    expect(await issuesOf(byHand, directory)).toEqual({ "secrets.old": "low" });
  });
});
