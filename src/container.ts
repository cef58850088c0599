import { availableParallelism } from "node:os";
import type { Config } from "./config/index.js";
import { createJobs, createPurge } from "./jobs/index.js";
import { createAccountService, ERASE_ACCOUNT, eraseLeftovers } from "./services/account/index.js";
import { createAdminService, OPERATOR } from "./services/admin/index.js";
import { createAuditTrail } from "./services/audit/index.js";
import {
  checkSmtp,
  createMailDelivery,
  createMailer,
  createOneTimeLinks,
  createOutboxTransport,
  createSmtpTransport,
  MAIL_JOB,
  type MailTransport,
} from "./services/email/index.js";
import { createKeySeal, createSigningKeys } from "./services/keys/index.js";
import {
  createHashGate,
  createPasswordHasher,
  createPasswordPolicy,
  sampleLegacyHashes,
} from "./services/password/index.js";
import { createJobRunner } from "./services/queue/index.js";
import { counterKey, createDeviceTokens, createLimits, createPasswordAttempts } from "./services/rateLimit/index.js";
import {
  createAuthenticate,
  createIssuanceGate,
  createListSessions,
  createOpenSession,
  createRefreshSession,
  createRenewSession,
  createSessionEnding,
  type RefreshDecision,
} from "./services/session/index.js";
import { createAccessTokens, createKeyring, createSecretKeys } from "./services/token/index.js";
import { createUserImport } from "./services/userImport/index.js";
import type { Archive } from "./stores/Archive.js";
import type { Migrator } from "./stores/Migrator.js";
import { createMongoStore, loadMongoArchive, loadMongoMigrator, warnOfOldDriver } from "./stores/mongo/index.js";
import type { Store, User } from "./stores/Store.js";
import {
  backUpSqlite,
  createSqliteArchive,
  createSqliteMigrator,
  createSqliteStore,
  sqliteFileExists,
} from "./stores/sqlite/index.js";
import {
  createMetrics,
  watchAudit,
  watchHashGate,
  watchLimits,
  watchLogins,
  watchMailer,
  watchOpenSession,
  watchPasswordAttempts,
  watchStore,
  watchTransport,
} from "./telemetry/index.js";
import { createAuthCookies } from "./utils/authCookies.js";
import { createBackground } from "./utils/background.js";
import type { ClientInfo } from "./utils/clientInfo.js";
import { type Clock, systemClock } from "./utils/clock.js";
import { MINUTE, SECOND } from "./utils/duration.js";
import { ipKey } from "./utils/ipKey.js";
import { createLogger, type Logger } from "./utils/logger.js";
import { once } from "./utils/once.js";
import { createOriginRule } from "./utils/originRule.js";

export { copyOver, countsOf, createCopy, lookAt, switchOver, takeBack } from "./services/copy/index.js";
export { mongoDriverVersion, oldDriverProblem } from "./stores/mongo/index.js";

export type Container = ReturnType<typeof createContainer>;

/** Node hashes on the four threads of libuv. More jobs would wait there, out of the line's sight, before files and names. */
const HASHING_THREADS = 4;
const QUEUED_PER_HASHER = 256;
const DELIVERY_INTERVAL = 5 * SECOND;
const PURGE_INTERVAL = 10 * MINUTE;
const OLD_HASH_INTERVAL = 60 * MINUTE;
const KEY_INTERVAL = MINUTE;

/** The file that the URL of a database names, or `null` when it names a server. */
function sqlitePath(databaseUrl: string): string | null {
  return /^sqlite:(?<path>.+)$/.exec(databaseUrl)?.groups?.["path"] ?? null;
}

/** Picks the database by the URL. */
export function createStore(databaseUrl: string): Store {
  const path = sqlitePath(databaseUrl);
  return path === null ? createMongoStore({ url: databaseUrl }) : createSqliteStore({ path });
}

/** What brings the database up to date, or says what it lacks, without serving. */
export async function createMigrator(databaseUrl: string): Promise<Migrator> {
  const path = sqlitePath(databaseUrl);
  const clock = systemClock;
  return path === null ? loadMongoMigrator({ url: databaseUrl, clock }) : createSqliteMigrator({ path, clock });
}

/** What moves the records of a whole database in and out, without serving. */
export async function createArchive(databaseUrl: string): Promise<Archive> {
  const path = sqlitePath(databaseUrl);
  return path === null ? loadMongoArchive({ url: databaseUrl }) : createSqliteArchive({ path });
}

/** Whether there is a database to work on. A server makes one when it is first written to, so there it always is. */
export function databaseExists(databaseUrl: string): boolean {
  const path = sqlitePath(databaseUrl);
  return path === null || sqliteFileExists(path);
}

/** Copies the database into a file while servers use it, or `null` where the database has a program of its own for that. */
export function backupOf(databaseUrl: string) {
  const path = sqlitePath(databaseUrl);
  return path === null
    ? null
    : (target: string, onCopied: (done: number, total: number) => void) => backUpSqlite({ path, target }, onCopied);
}

/** The counter of sign-ins from an address, as a store knows it. */
export function signInCounterOf(address: string): string {
  return counterKey("login.ip", ipKey(address));
}

/** Why the mail server does not take mail from here, or `null`. No mail is sent. */
export function checkMail(smtpUrl: string): Promise<string | null> {
  return checkSmtp(smtpUrl);
}

/** Mail goes to the mail server, or into the outbox where none is set. */
function createTransport(config: Config, clock: Clock, logger: Logger): MailTransport {
  if (config.smtpUrl !== null) return createSmtpTransport({ url: config.smtpUrl, from: config.mailFrom });
  const onWritten = (file: string) => logger.info({ file }, "A mail was written into the outbox.");
  return createOutboxTransport({ directory: config.outboxDirectory, from: config.mailFrom, clock, onWritten });
}

/**
 * Puts everything together: config -> store -> services. Nothing is opened yet. What differs in tests (the time, a store
 * that can fail, where mail goes) is given as `parts`. `processes`: how many of them share the cores of this machine.
 */
export function createContainer(
  config: Config,
  parts: {
    store?: Store;
    clock?: Clock;
    logger?: Logger;
    transport?: MailTransport;
    processes?: number;
    mongoDriver?: () => Promise<string | null>;
  } = {},
) {
  const clock = parts.clock ?? systemClock;
  const logger = parts.logger ?? createLogger(config.logLevel);
  const metrics = createMetrics();
  const system = sqlitePath(config.databaseUrl) === null ? "mongodb" : "sqlite";
  const bareStore = parts.store ?? createStore(config.databaseUrl);
  // It is on the way of every request; what the others cost does not show.
  const store = config.metrics === "on" ? watchStore(bareStore, metrics, system) : bareStore;
  const { sessions, users } = store;
  const background = createBackground((err) => {
    metrics.backgroundFailures.inc();
    logger.error({ err }, "Work in the background failed.");
  });
  const audit = watchAudit(createAuditTrail({ store: store.audit, clock, background, logger }), metrics);

  // Hashing in every process on every core would take the time, and the memory, of all the other requests.
  const cores = Math.ceil(availableParallelism() / (parts.processes ?? 1));
  const hashers = Math.min(cores, HASHING_THREADS);
  const hashGate = createHashGate({ concurrency: hashers, queue: hashers * QUEUED_PER_HASHER });
  const hasher = createPasswordHasher(watchHashGate(hashGate, metrics));
  const passwordPolicy = createPasswordPolicy({ minLength: config.passwordMinLength });
  const keyring = createKeyring(config.refreshTokenSecrets);
  const signingKeys = createSigningKeys({
    store: store.signingKeys,
    clock,
    seal: createKeySeal(config.accessTokenSecrets),
    policy: { rotation: config.keyRotation, tokenLife: config.accessTokenExpiry },
    logger,
  });
  const usesSigningKeys = config.accessTokenAlgorithms.includes("ES256");
  const accessTokens = createAccessTokens({
    keys: config.accessTokenAlgorithms.map((algorithm) =>
      algorithm === "ES256" ? signingKeys : createSecretKeys(config.accessTokenSecrets),
    ),
    issuer: config.accessTokenIssuer,
    audience: config.accessTokenAudience,
  });

  const limiting = { store: store.rateLimits, clock, limits: config.limits, enabled: config.rateLimit === "on" };
  const limits = watchLimits(createLimits(limiting), metrics);
  const passwordAttempts = watchPasswordAttempts(createPasswordAttempts(limiting), metrics);

  const links = createOneTimeLinks({ tokens: store.oneTimeTokens, clock });
  const transport = watchTransport(parts.transport ?? createTransport(config, clock, logger), metrics);
  const jobRunner = createJobRunner({
    queue: store.queue,
    clock,
    background,
    handlers: {
      [MAIL_JOB]: createMailDelivery({ users, links, transport, publicUrl: config.publicUrl }),
      [ERASE_ACCOUNT]: (job) => eraseLeftovers({ store, audit, passwordAttempts }, job),
    },
    onFailure: (err, job) => {
      metrics.jobFailures.inc({ kind: job.kind, gave_up: String(job.gaveUp) });
      logger.warn({ err, job }, "A job failed.");
    },
  });
  const mailer = watchMailer(createMailer({ jobs: jobRunner, clock }), metrics);

  const { requireVerifiedEmail, accessTokenExpiry } = config;
  const idle = config.refreshTokenExpiry;
  const policy = { tolerance: config.refreshTokenTolerance, grace: config.refreshTokenGrace, idle };
  const gate = createIssuanceGate({ accessTokens, keyring, accessTokenExpiry, requireVerifiedEmail });
  const opening = { sessions, clock, keyring, gate, idle, absolute: config.sessionMaxAge };
  const openSession = watchOpenSession(createOpenSession(opening), metrics);
  const renewSession = createRenewSession({ sessions, clock, keyring, gate, idle });
  const sessionEnding = createSessionEnding({ store, clock, accessTokens, keyring, audit });
  const onTheft = (theft: { user: User; client: ClientInfo }) =>
    background.run(() => mailer.enqueue({ kind: "token-reused", ...theft }));
  const onDecision = (decision: RefreshDecision) => metrics.refreshes.inc({ decision });

  /** Until it is known which older hashes are stored, every refused sign-in takes the time of a usual one. */
  async function lookForOldHashes(): Promise<void> {
    hasher.expectLegacy(await sampleLegacyHashes(users));
  }

  const accountDeps = {
    store,
    clock,
    background,
    audit,
    hasher,
    passwordPolicy,
    limits,
    passwordAttempts,
    devices: createDeviceTokens({ secrets: config.refreshTokenSecrets, clock }),
    mailer,
    links,
    jobs: jobRunner,
    gate,
    openSession,
    renewSession,
    sessionEnding,
    onUpgradeFailed: (err: unknown) => logger.warn({ err }, "An old password hash was not upgraded."),
  };

  const purge = createPurge({ store, clock, auditRetention: config.auditRetention });
  const jobs = createJobs(
    [
      { run: jobRunner.runDue, every: DELIVERY_INTERVAL },
      { run: purge, every: PURGE_INTERVAL },
      { run: lookForOldHashes, every: OLD_HASH_INTERVAL },
      ...(usesSigningKeys ? [{ run: signingKeys.maintain, every: KEY_INTERVAL }] : []),
    ],
    background,
  );

  return {
    config,
    clock,
    logger,
    store,
    metrics,
    background,
    cookies: createAuthCookies({ secure: config.secureCookies, sameSite: config.cookieSameSite }),
    isOriginAllowed: createOriginRule([config.publicOrigin, ...config.corsOrigins]),
    limits,
    passwordPolicy,
    account: watchLogins(createAccountService(accountDeps), metrics),
    /** What an operator may do to anybody's account. */
    admin: createAdminService(accountDeps),
    /** Moves accounts in from another system. */
    userImport: createUserImport({ store, clock, audit, operator: OPERATOR }),
    authenticate: createAuthenticate({ store, clock, accessTokens, background }),
    refreshSession: createRefreshSession({ store, clock, keyring, gate, policy, audit, onTheft, onDecision }),
    sessionEnding,
    signingKeys,
    /** The public keys, or `null` where there are none to publish. */
    jwks: usesSigningKeys ? signingKeys.jwks : null,
    listSessions: createListSessions({ store, clock }),
    /** What runs by the clock: mail that has to be tried again, and clearing away what is over. */
    jobs,
    /** Connects and migrates; again after a failure. */
    open: once(async () => {
      await store.open();
      if (system === "mongodb") await warnOfOldDriver(logger, parts.mongoDriver);
      if (usesSigningKeys) await signingKeys.maintain();
    }),
    /** Finishes what was accepted, then releases the database. Mail that is not sent by then stays in its queue. */
    close: once(async () => {
      jobs.stop();
      jobRunner.stop();
      await transport.close();
      await background.drain();
      await store.close();
    }),
  };
}
