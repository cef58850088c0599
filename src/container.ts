import { availableParallelism } from "node:os";
import type { Config } from "./config/index.js";
import { createJobs, createPurge } from "./jobs/index.js";
import { createAccountService, ERASE_ACCOUNT, eraseLeftovers } from "./services/account/index.js";
import { createAuditTrail } from "./services/audit/index.js";
import {
  createMailDelivery,
  createMailer,
  createOneTimeLinks,
  createOutboxTransport,
  createSmtpTransport,
  MAIL_JOB,
  type MailTransport,
} from "./services/email/index.js";
import { bcryptCostOf, createHashGate, createPasswordHasher, createPasswordPolicy } from "./services/password/index.js";
import { createJobRunner } from "./services/queue/index.js";
import { createDeviceTokens, createLimits, createPasswordAttempts } from "./services/rateLimit/index.js";
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
import { createAccessTokens, createKeyring } from "./services/token/index.js";
import { createMongoStore } from "./stores/mongo/index.js";
import type { Store, User } from "./stores/Store.js";
import { createSqliteStore } from "./stores/sqlite/index.js";
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
import { createLogger, type Logger } from "./utils/logger.js";
import { once } from "./utils/once.js";
import { createOriginRule } from "./utils/originRule.js";

export type Container = ReturnType<typeof createContainer>;

const QUEUED_HASHES_PER_CORE = 256;
const DELIVERY_INTERVAL = 5 * SECOND;
const PURGE_INTERVAL = 10 * MINUTE;
const OLD_HASH_INTERVAL = 60 * MINUTE;

/** Picks the database by the URL. The only place that names one. */
function createStore(databaseUrl: string): Store {
  const sqlite = /^sqlite:(?<path>.+)$/.exec(databaseUrl);
  if (sqlite?.groups?.["path"] !== undefined) return createSqliteStore({ path: sqlite.groups["path"] });
  return createMongoStore({ url: databaseUrl });
}

/** Mail goes to the mail server, or into the outbox where none is set. */
function createTransport(config: Config, clock: Clock, logger: Logger): MailTransport {
  if (config.smtpUrl !== null) return createSmtpTransport({ url: config.smtpUrl, from: config.mailFrom });
  const onWritten = (file: string) => logger.info({ file }, "A mail was written into the outbox.");
  return createOutboxTransport({ directory: config.outboxDirectory, from: config.mailFrom, clock, onWritten });
}

/**
 * Puts everything together: config -> store -> services. Nothing is opened yet. What differs in tests (the time, a store
 * that can fail, where mail goes) is given as `parts`.
 */
export function createContainer(
  config: Config,
  parts: { store?: Store; clock?: Clock; logger?: Logger; transport?: MailTransport } = {},
) {
  const clock = parts.clock ?? systemClock;
  const logger = parts.logger ?? createLogger(config.logLevel);
  const metrics = createMetrics();
  const system = config.databaseUrl.startsWith("sqlite:") ? "sqlite" : "mongodb";
  const bareStore = parts.store ?? createStore(config.databaseUrl);
  // It is on the way of every request; what the others cost does not show.
  const store = config.metrics === "on" ? watchStore(bareStore, metrics, system) : bareStore;
  const { sessions, users } = store;
  const background = createBackground((err) => {
    metrics.backgroundFailures.inc();
    logger.error({ err }, "Work in the background failed.");
  });
  const audit = watchAudit(createAuditTrail({ store: store.audit, clock, background, logger }), metrics);

  const cores = availableParallelism();
  const hashGate = createHashGate({ concurrency: cores, queue: cores * QUEUED_HASHES_PER_CORE });
  const hasher = createPasswordHasher(watchHashGate(hashGate, metrics));
  const passwordPolicy = createPasswordPolicy({ minLength: config.passwordMinLength });
  const keyring = createKeyring(config.refreshTokenSecrets);
  const accessTokens = createAccessTokens({
    secrets: config.accessTokenSecrets,
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

  /** Until it is known that no old hash is stored, every refused sign-in takes the time of one. */
  async function lookForOldHashes(): Promise<void> {
    const oldHash = await users.anyBcryptHash();
    hasher.expectLegacy(oldHash === null ? null : bcryptCostOf(oldHash));
  }

  const purge = createPurge({ store, clock, auditRetention: config.auditRetention });
  const jobs = createJobs(
    [
      { run: jobRunner.runDue, every: DELIVERY_INTERVAL },
      { run: purge, every: PURGE_INTERVAL },
      { run: lookForOldHashes, every: OLD_HASH_INTERVAL },
    ],
    background,
  );

  const account = createAccountService({
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
    onUpgradeFailed: (err) => logger.warn({ err }, "An old password hash was not upgraded."),
  });

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
    account: watchLogins(account, metrics),
    authenticate: createAuthenticate({ store, clock, accessTokens, background }),
    refreshSession: createRefreshSession({ store, clock, keyring, gate, policy, audit, onTheft, onDecision }),
    sessionEnding,
    listSessions: createListSessions({ store, clock }),
    /** What runs by the clock: mail that has to be tried again, and clearing away what is over. */
    jobs,
    /** Connects and migrates; again after a failure. */
    open: once(() => store.open()),
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
