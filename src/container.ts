import { availableParallelism } from "node:os";
import type { Config } from "./config/index.js";
import { composeAccountServices } from "./container/accountServices.js";
import { AuthCookies } from "./http/authCookies.js";
import type { ClientInfo } from "./http/clientInfo.js";
import { createOriginRule } from "./http/originRule.js";
import { Cleanup, IntervalJobs } from "./jobs/index.js";
import { ERASE_ACCOUNT, eraseLeftovers } from "./services/account/index.js";
import { OPERATOR } from "./services/admin/index.js";
import { AuditLog } from "./services/audit/index.js";
import {
  checkSmtp,
  MAIL_JOB,
  MailDelivery,
  Mailer,
  type MailTransport,
  OneTimeLinks,
  OutboxTransport,
  SmtpTransport,
} from "./services/email/index.js";
import { Events } from "./services/events/index.js";
import { KeyEncryption, SigningKeys } from "./services/keys/index.js";
import { HashingQueue, PasswordHasher, PasswordPolicy, sampleLegacyHashes } from "./services/password/index.js";
import { JobRunner } from "./services/queue/index.js";
import {
  createCounterKey,
  joinDeviceTokens,
  Limits,
  PasswordAttempts,
  ReauthAttempts,
  TrustedDevices,
} from "./services/rateLimit/index.js";
import { SessionRefresh, SessionRevocation, Sessions, TokenIssuer } from "./services/session/index.js";
import { AccessTokens, createKeyring, SecretKeys, TokenChecks } from "./services/token/index.js";
import { UserImport } from "./services/userImport/index.js";
import { createReadiness, createStore, databaseSystem, warnOfOldDriver } from "./stores/index.js";
import type { Store, User } from "./stores/Store.js";
import { countEvents, createMetrics, logEvents, watchStore } from "./telemetry/index.js";
import { BackgroundTasks } from "./utils/BackgroundTasks.js";
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
const CLEANUP_INTERVAL = 10 * MINUTE;
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
function createTransport(config: Config, clock: Clock, events: Events): MailTransport {
  if (config.smtpUrl !== null) return new SmtpTransport({ url: config.smtpUrl, from: config.mailFrom });
  return new OutboxTransport({ directory: config.outboxDirectory, from: config.mailFrom, clock, events });
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
  const logger = parts.logger ?? createLogger(config.logLevel, { stream: "stderr" });
  const metrics = createMetrics();
  const events = new Events();
  countEvents(events, metrics);
  logEvents(events, logger);
  const system = databaseSystem(config);
  const bareStore = parts.store ?? createStore(config);
  // It is on the way of every request; what the others cost does not show.
  const store = config.metrics === "on" ? watchStore(bareStore, metrics, system) : bareStore;
  const { users } = store;
  const background = new BackgroundTasks((error) => events.emit("background.failed", { error }));
  const audit = new AuditLog({ store: store.audit, clock, background, events });

  // Hashing in every process on every core would take the time, and the memory, of all the other requests.
  const cores = Math.ceil(availableParallelism() / (parts.processes ?? 1));
  const hashers = Math.min(cores, HASHING_THREADS);
  const size = hashers * QUEUED_PER_HASHER;
  // Without limits the load of a test or benchmark may come from one address.
  const perNetwork = config.rateLimit === "on" ? size * NETWORK_SHARE : size;
  const hasher = new PasswordHasher(new HashingQueue({ concurrency: hashers, lane: { size, perNetwork } }, events));
  const passwordPolicy = new PasswordPolicy({ minLength: config.passwordMinLength });
  const keyring = createKeyring(config.refreshTokenSecrets);
  const signingKeys = new SigningKeys({
    store: store.signingKeys,
    clock,
    encryption: new KeyEncryption(config.accessTokenSecrets),
    policy: { rotation: config.keyRotation, tokenLife: config.accessTokenExpiry },
    logger,
  });
  const usesSigningKeys = config.accessTokenAlgorithms.includes("ES256");
  const accessTokens = new AccessTokens({
    keys: config.accessTokenAlgorithms.map((algorithm) =>
      algorithm === "ES256" ? signingKeys : new SecretKeys(config.accessTokenSecrets),
    ),
    issuer: config.accessTokenIssuer,
    audience: config.accessTokenAudience,
  });
  const tokenChecks = new TokenChecks({ accessTokens, keyring, clock });

  const secrets = config.refreshTokenSecrets;
  const limiting = {
    store: store.rateLimits,
    clock,
    limits: config.limits,
    counterKey: createCounterKey(secrets),
    events,
    enabled: config.rateLimit === "on",
  };
  const limits = new Limits(limiting);
  const passwordAttempts = new PasswordAttempts(limiting);

  const links = new OneTimeLinks({ tokens: store.oneTimeTokens, clock });
  const transport = parts.transport ?? createTransport(config, clock, events);
  const mailDelivery = new MailDelivery({ users, links, transport, events, publicUrl: config.publicUrl });
  const jobRunner = new JobRunner({
    queue: store.queue,
    clock,
    background,
    handlers: {
      [MAIL_JOB]: (job) => mailDelivery.deliver(job),
      [ERASE_ACCOUNT]: (job) => eraseLeftovers({ store, audit, passwordAttempts }, job),
    },
    events,
  });
  const mailer = new Mailer({ jobs: jobRunner, limits, clock, events });

  const { requireVerifiedEmail, accessTokenExpiry } = config;
  const idle = config.refreshTokenExpiry;
  const policy = { tolerance: config.refreshTokenTolerance, grace: config.refreshTokenGrace, idle };
  const tokenIssuer = new TokenIssuer({ accessTokens, keyring, accessTokenExpiry, requireVerifiedEmail });
  const sessions = new Sessions({
    store,
    clock,
    accessTokens,
    keyring,
    tokenIssuer,
    background,
    idle,
    absolute: config.sessionMaxAge,
    events,
  });
  const onTheft = (theft: { user: User; client: ClientInfo }) =>
    background.run(() => mailer.enqueue({ kind: "token-reused", ...theft }));
  const refreshing = { store, clock, keyring, policy, tokenIssuer, audit, onTheft, events };
  const sessionRefresh = new SessionRefresh(refreshing);
  const sessionRevocation = new SessionRevocation({ store, clock, accessTokens, sessionRefresh, audit });

  /** Until it is known which older hashes are stored, every refused sign-in takes the time of a usual one. */
  async function lookForOldHashes(): Promise<void> {
    hasher.expectLegacy(await sampleLegacyHashes(users));
  }

  const account = composeAccountServices({
    store,
    users,
    clock,
    background,
    audit,
    hasher,
    passwordPolicy,
    limits,
    passwordAttempts,
    reauthAttempts: new ReauthAttempts(limiting),
    trustedDevices: new TrustedDevices({ secrets, clock }),
    mailer,
    links,
    jobs: jobRunner,
    tokenIssuer,
    sessions,
    sessionRevocation,
    events,
  });

  const cleanup = new Cleanup({ store, clock, auditRetention: config.auditRetention });
  const jobs = new IntervalJobs(
    [
      { run: () => jobRunner.runDue(), every: DELIVERY_INTERVAL },
      { run: () => cleanup.run(), every: CLEANUP_INTERVAL },
      { run: lookForOldHashes, every: OLD_HASH_INTERVAL },
      ...(usesSigningKeys ? [{ run: () => signingKeys.maintain(), every: KEY_INTERVAL }] : []),
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
    cookies: new AuthCookies({ ...config, isOurs: tokenChecks.isOurs, joinDevices: joinDeviceTokens }),
    tokenChecks,
    assertOriginAllowed: createOriginRule(config),
    limits,
    passwordPolicy,
    ...account,
    /** Moves accounts in from another system. */
    userImport: new UserImport({ store, clock, audit, operator: OPERATOR }),
    sessions,
    sessionRefresh,
    sessionRevocation,
    /** The public keys, or `null` where there are none to publish. */
    keySet: usesSigningKeys ? signingKeys : null,
    signingKeys,
    /** What runs by the clock: retries of mail, and cleanup. */
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
