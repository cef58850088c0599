import type { AppOptions, Config } from "./config/index.js";
import { composeAccountServices, composeServerServices } from "./container/accountServices.js";
import { composeAssuranceServices } from "./container/assuranceServices.js";
import { composeEmailServices } from "./container/emailServices.js";
import { composeFactorServices } from "./container/factorServices.js";
import { composeLimitServices } from "./container/limitServices.js";
import { composePasswordServices } from "./container/passwordServices.js";
import { composeProviderServices } from "./container/providerServices.js";
import { composeSessionServices } from "./container/sessionServices.js";
import { composeTokenServices } from "./container/tokenServices.js";
import { AuthCookies } from "./http/authCookies.js";
import { createOriginRule } from "./http/originRule.js";
import { createTrustsOrigin } from "./http/trustedOrigins.js";
import { Cleanup, IntervalJobs } from "./jobs/index.js";
import { createExtraClaims, RegistrationProofs, UserViews } from "./services/account/index.js";
import { OPERATOR } from "./services/admin/index.js";
import { AuditLog, EventDelivery } from "./services/audit/index.js";
import { checkSmtp, type MailTransport } from "./services/email/index.js";
import { Events } from "./services/events/index.js";
import { AppFields } from "./services/fields/index.js";
import { AppHooks } from "./services/hooks/index.js";
import { type FirebaseScrypt, sampleLegacyHashes } from "./services/password/index.js";
import { ProviderFlows, type ProviderList } from "./services/providers/index.js";
import { createCounterKey, joinDeviceTokens } from "./services/rateLimit/index.js";
import { UserImport } from "./services/userImport/index.js";
import { createReadiness, createStore, databaseSystem, mongoDriverVersion, warnOfOldDriver } from "./stores/index.js";
import type { Store } from "./stores/Store.js";
import { countEvents, createMetrics, logEvents, watchStore } from "./telemetry/index.js";
import { fromAppLogger } from "./utils/appLogger.js";
import { BackgroundTasks } from "./utils/BackgroundTasks.js";
import { type Clock, systemClock } from "./utils/clock.js";
import { MINUTE, SECOND } from "./utils/duration.js";
import { ipKey } from "./utils/ipAddress.js";
import { createLogger, type Logger } from "./utils/logger.js";
import { once } from "./utils/once.js";

export type Container = ReturnType<typeof createContainer>;

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

/**
 * Puts everything together: config -> store -> services. Nothing is opened yet. What differs in tests (the time, a store
 * that can fail, where mail goes) is given as `parts`. `processes`: how many of them share the cores of this machine.
 * `hashingThreads`: for servers, whose requests must not wait for hashes; others hash in libuv's pool.
 */
export function createContainer(
  config: Config,
  parts: {
    store?: Store;
    clock?: Clock;
    logger?: Logger;
    transport?: MailTransport;
    processes?: number;
    hashingThreads?: boolean;
    mongoDriver?: () => Promise<string | null>;
    /** Speaks to providers. */
    fetch?: typeof fetch;
    /** Instead of the providers of the settings. */
    providers?: ProviderList;
    /** What an app gives in code. */
    app?: AppOptions;
  } = {},
) {
  const { clock = systemClock, processes = 1, hashingThreads: ownThreads = false, transport, app = {} } = parts;
  const { mongoDriver = () => mongoDriverVersion(app.connection) } = parts;
  const logger = parts.logger ?? createAppLogger(app, config);
  const fields = new AppFields(app);
  const userViews = new UserViews({ fields });
  const metrics = createMetrics();
  const events = new Events();
  countEvents(events, metrics);
  logEvents(events, logger);
  const place = { ...config, connection: app.connection };
  const system = databaseSystem(place);
  const bareStore = parts.store ?? createStore(place);
  // It is on the way of every request; what the others cost does not show.
  const store = config.metrics === "on" ? watchStore(bareStore, metrics, system) : bareStore;
  const background = new BackgroundTasks((error) => events.emit("background.failed", { error }));
  const delivery = app.onEvent === undefined ? undefined : new EventDelivery({ onEvent: app.onEvent, events });
  const audit = new AuditLog({ store: store.audit, clock, background, events, delivery });

  const passwords = composePasswordServices(config, {
    events,
    processes,
    ownThreads,
    ofApp: app.passwordPolicy,
  });
  const tokens = composeTokenServices(config, { store, clock, logger });
  const { keyring, accessTokens, tokenChecks, signingKeys, keySet } = tokens;

  const limiting = composeLimitServices(config, { store, clock, events });
  const emailParts = { store, clock, events, background, audit, ...limiting, transport, fields, userViews, app };
  const email = composeEmailServices(config, emailParts);

  const assurance = composeAssuranceServices(config, { store, clock });
  const { gate } = assurance;
  const sessionParts = { store, clock, background, events, audit, mailer: email.mailer, accessTokens, keyring, gate };
  const { tokenIssuer, serverRevocation, ...sessionServices } = composeSessionServices(config, {
    ...sessionParts,
    extraClaims: createExtraClaims(app.claims, userViews),
  });

  /** Until it is known which older hashes are stored, every refused sign-in takes the time of a usual one. */
  async function lookForOldHashes(): Promise<void> {
    passwords.hasher.expectLegacy(await sampleLegacyHashes(store.users));
  }

  const factors = composeFactorServices(config, {
    store,
    clock,
    background,
    audit,
    ...limiting,
    ...email,
    ...assurance,
  });
  const providerParts = { clock, events, apiPath: app.apiPath, fetch: parts.fetch };
  const providers = parts.providers ?? composeProviderServices(config, providerParts).providers;
  const accountParts = {
    store,
    users: store.users,
    clock,
    background,
    audit,
    ...passwords,
    fields,
    hooks: new AppHooks({ hooks: app.hooks, fields, userViews }),
    ...limiting,
    ...assurance,
    ...factors,
    ...email,
    registrationProofs: new RegistrationProofs({ secrets: config.refreshTokenSecrets, clock }),
    providers,
    providerFlows: new ProviderFlows({ clock, ...assurance }),
    jobs: email.jobRunner,
    tokenIssuer,
    ...sessionServices,
    events,
  };
  const account = composeAccountServices(config, accountParts);

  const cleanup = new Cleanup({ store, clock, auditRetention: config.auditRetention });
  const jobs = new IntervalJobs(
    [
      { run: () => email.jobRunner.runDue(), every: DELIVERY_INTERVAL },
      { run: () => cleanup.run(), every: CLEANUP_INTERVAL },
      { run: lookForOldHashes, every: OLD_HASH_INTERVAL },
      ...(keySet ? [{ run: () => keySet.maintain(), every: KEY_INTERVAL }] : []),
    ],
    background,
  );

  const open = once(async () => {
    await store.open();
    if (system === "mongodb") await warnOfOldDriver(logger, mongoDriver);
    await keySet?.maintain();
  });

  const trustsOrigin = app.trustedOrigins === undefined ? null : createTrustsOrigin(app.trustedOrigins);

  return {
    config,
    clock,
    logger,
    store,
    metrics,
    background,
    cookies: new AuthCookies({ ...config, isOurs: tokenChecks.isOurs, joinDevices: joinDeviceTokens }),
    tokenChecks,
    assertOriginAllowed: createOriginRule(config, trustsOrigin),
    /** The app's answer about origins that the settings do not allow; `null` without one. */
    trustsOrigin,
    limits: limiting.limits,
    passwordPolicy: passwords.passwordPolicy,
    fields,
    userViews,
    outbox: email.outbox,
    registrationProofs: accountParts.registrationProofs,
    passkeys: factors.passkeys,
    providers,
    providerFlows: accountParts.providerFlows,
    secondFactorCodes: factors.secondFactorCodes,
    ...account,
    /** What the app's own code may do. */
    server: composeServerServices(config, { ...accountParts, sessionRevocation: serverRevocation }),
    /** Moves accounts in from another system. */
    beginImport: (firebase: FirebaseScrypt | null) =>
      new UserImport({ store, clock, audit, operator: OPERATOR, firebase, names: config }),
    ...sessionServices,
    keySet,
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
      email.jobRunner.stop();
      await email.transport.close();
      await background.drain();
      await delivery?.close();
      await passwords.closeHasher();
      await store.close();
    }),
  };
}

/** A library logs where its host does, if the host says so. */
function createAppLogger({ logger }: AppOptions, { logLevel, logFormat: format }: Config): Logger {
  return logger === undefined ? createLogger(logLevel, { stream: "stderr", format }) : fromAppLogger(logger);
}
