import { availableParallelism } from "node:os";
import type { Config } from "./config/index.js";
import { createAuthCookies } from "./http/authCookies.js";
import type { ClientInfo } from "./http/clientInfo.js";
import { createOriginRule } from "./http/originRule.js";
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
  type DroppedMail,
  MAIL_JOB,
  type MailTransport,
} from "./services/email/index.js";
import { createKeySeal, createSigningKeys } from "./services/keys/index.js";
import {
  createHashingQueue,
  createPasswordHasher,
  createPasswordPolicy,
  sampleLegacyHashes,
} from "./services/password/index.js";
import { createJobRunner } from "./services/queue/index.js";
import {
  createCounterKey,
  createDeviceTokens,
  createRateLimits,
  joinDeviceTokens,
} from "./services/rateLimit/index.js";
import {
  createAuthenticate,
  createIssuanceGate,
  createListSessions,
  createOpenSession,
  createRefreshSession,
  createRefreshTokenJudge,
  createRenewSession,
  createSessionEnding,
  type RefreshDecision,
} from "./services/session/index.js";
import { createAccessTokens, createKeyring, createSecretKeys, createTokenChecks } from "./services/token/index.js";
import { createUserImport } from "./services/userImport/index.js";
import { createReadiness, createStore, databaseSystem, warnOfOldDriver } from "./stores/index.js";
import type { Store, User } from "./stores/Store.js";
import {
  createMetrics,
  watchAudit,
  watchHashingQueue,
  watchLogins,
  watchMailer,
  watchOpenSession,
  watchRateLimits,
  watchStore,
  watchTransport,
} from "./telemetry/index.js";
import { createBackground } from "./utils/background.js";
import { type Clock, systemClock } from "./utils/clock.js";
import { MINUTE, SECOND } from "./utils/duration.js";
import { ipKey } from "./utils/ipAddress.js";
import { createLogger, type Logger } from "./utils/logger.js";
import { once } from "./utils/once.js";

export { countRecords, DatabaseCopy, inspect } from "./services/copy/index.js";

export type Container = ReturnType<typeof createContainer>;

/** Node hashes on the four threads of libuv. More jobs would wait there, out of the queue's sight, before files and names. */
const HASHING_THREADS = 4;
/** In each of the two lanes. */
const QUEUED_PER_HASHER = 256;
/** What part of a lane one network may take. */
const NETWORK_SHARE = 1 / 8;
const DELIVERY_INTERVAL = 5 * SECOND;
const PURGE_INTERVAL = 10 * MINUTE;
const OLD_HASH_INTERVAL = 60 * MINUTE;
const KEY_INTERVAL = MINUTE;

/** The counter of sign-ins from an address, as the store of a server with these settings knows it. */
export function signInCounterOf(address: string, { refreshTokenSecrets }: Config): string {
  return createCounterKey(refreshTokenSecrets)("login.ip", ipKey(address));
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
  const system = databaseSystem(config);
  const bareStore = parts.store ?? createStore(config);
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
  const size = hashers * QUEUED_PER_HASHER;
  // Without limits the load of a test or benchmark may come from one address.
  const perNetwork = config.rateLimit === "on" ? size * NETWORK_SHARE : size;
  const hashingQueue = createHashingQueue({ concurrency: hashers, lane: { size, perNetwork } });
  const hasher = createPasswordHasher(watchHashingQueue(hashingQueue, metrics));
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
  const tokenChecks = createTokenChecks({ accessTokens, keyring, clock });

  const secrets = config.refreshTokenSecrets;
  const limiting = {
    store: store.rateLimits,
    clock,
    limits: config.limits,
    secrets,
    enabled: config.rateLimit === "on",
  };
  const { limits, passwordAttempts, reauthAttempts } = watchRateLimits(createRateLimits(limiting), metrics);

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
  const onDropped = (dropped: DroppedMail) =>
    logger.warn(dropped, "A mail was dropped: its recipient has had as many of this kind as the limit allows.");
  const mailer = watchMailer(createMailer({ jobs: jobRunner, limits, clock, onDropped }), metrics);

  const { requireVerifiedEmail, accessTokenExpiry } = config;
  const idle = config.refreshTokenExpiry;
  const policy = { tolerance: config.refreshTokenTolerance, grace: config.refreshTokenGrace, idle };
  const gate = createIssuanceGate({ accessTokens, keyring, accessTokenExpiry, requireVerifiedEmail });
  const opening = { sessions, clock, keyring, gate, idle, absolute: config.sessionMaxAge };
  const openSession = watchOpenSession(createOpenSession(opening), metrics);
  const renewSession = createRenewSession({ sessions, clock, keyring, gate, idle });
  const onTheft = (theft: { user: User; client: ClientInfo }) =>
    background.run(() => mailer.enqueue({ kind: "token-reused", ...theft }));
  const onDecision = (decision: RefreshDecision) => metrics.refreshes.inc({ decision });
  const judge = createRefreshTokenJudge({ store, clock, keyring, policy, audit, onTheft, onDecision });
  const sessionEnding = createSessionEnding({ store, clock, accessTokens, judge, audit });

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
    reauthAttempts,
    devices: createDeviceTokens({ secrets, clock }),
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

  const open = once(async () => {
    await store.open();
    if (system === "mongodb") await warnOfOldDriver(logger, parts.mongoDriver);
    if (usesSigningKeys) await signingKeys.maintain();
  });

  return {
    config,
    clock,
    logger,
    store,
    metrics,
    background,
    cookies: createAuthCookies({ ...config, isOurs: tokenChecks.isOurs, joinDevices: joinDeviceTokens }),
    tokenChecks,
    assertOriginAllowed: createOriginRule(config),
    limits,
    passwordPolicy,
    account: watchLogins(createAccountService(accountDeps), metrics),
    /** What an operator may do to anybody's account. */
    admin: createAdminService(accountDeps),
    /** Moves accounts in from another system. */
    userImport: createUserImport({ store, clock, audit, operator: OPERATOR }),
    authenticate: createAuthenticate({ store, clock, accessTokens, background }),
    refreshSession: createRefreshSession({ store, judge, keyring, gate, audit, onDecision }),
    sessionEnding,
    signingKeys,
    /** The public keys, or `null` where there are none to publish. */
    jwks: usesSigningKeys ? signingKeys.jwks : null,
    listSessions: createListSessions({ store, clock }),
    /** What runs by the clock: mail that has to be tried again, and clearing away what is over. */
    jobs,
    /** Connects and migrates; again after a failure. */
    open,
    /** Rejects with StoreUnavailableError when a request would fail. */
    isReady: createReadiness({ open, ping: () => store.ping() }),
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
