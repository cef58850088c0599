import { availableParallelism } from "node:os";
import type { Config } from "./config/index.js";
import { createAccountService } from "./services/account/index.js";
import { createAuditTrail } from "./services/audit/index.js";
import { createHashGate, createPasswordHasher } from "./services/password/index.js";
import {
  createAuthenticate,
  createIssuanceGate,
  createListSessions,
  createOpenSession,
  createRefreshSession,
  createRenewSession,
  createSessionEnding,
} from "./services/session/index.js";
import { createAccessTokens, createKeyring } from "./services/token/index.js";
import { createMongoStore } from "./stores/mongo/index.js";
import type { Store } from "./stores/Store.js";
import { createSqliteStore } from "./stores/sqlite/index.js";
import { createAuthCookies } from "./utils/authCookies.js";
import { createBackground } from "./utils/background.js";
import { type Clock, systemClock } from "./utils/clock.js";
import { createLogger, type Logger } from "./utils/logger.js";
import { once } from "./utils/once.js";
import { createOriginRule } from "./utils/originRule.js";

export type Container = ReturnType<typeof createContainer>;

const QUEUED_HASHES_PER_CORE = 256;

/** Picks the database by the URL. The only place that names one. */
function createStore(databaseUrl: string): Store {
  const sqlite = /^sqlite:(?<path>.+)$/.exec(databaseUrl);
  if (sqlite?.groups?.["path"] !== undefined) return createSqliteStore({ path: sqlite.groups["path"] });
  return createMongoStore({ url: databaseUrl });
}

/**
 * Puts everything together: config -> store -> services. Nothing is opened yet. What differs in tests (the time, a store
 * that can fail) is given as `parts`.
 */
export function createContainer(config: Config, parts: { store?: Store; clock?: Clock; logger?: Logger } = {}) {
  const clock = parts.clock ?? systemClock;
  const logger = parts.logger ?? createLogger(config.logLevel);
  const store = parts.store ?? createStore(config.databaseUrl);
  const { sessions } = store;
  const background = createBackground((err) => logger.error({ err }, "Work in the background failed."));

  const cores = availableParallelism();
  const hashGate = createHashGate({ concurrency: cores, queue: cores * QUEUED_HASHES_PER_CORE });
  const hasher = createPasswordHasher(hashGate);
  const keyring = createKeyring(config.refreshTokenSecrets);
  const accessTokens = createAccessTokens({
    secrets: config.accessTokenSecrets,
    issuer: config.accessTokenIssuer,
    audience: config.accessTokenAudience,
  });
  const idle = config.refreshTokenExpiry;
  const policy = { tolerance: config.refreshTokenTolerance, grace: config.refreshTokenGrace, idle };
  const gate = createIssuanceGate({ accessTokens, keyring, accessTokenExpiry: config.accessTokenExpiry });
  const audit = createAuditTrail(store.audit);

  const openSession = createOpenSession({ sessions, clock, keyring, gate, idle, absolute: config.sessionMaxAge });
  const renewSession = createRenewSession({ sessions, clock, keyring, gate, idle });
  const sessionEnding = createSessionEnding({ store, clock, accessTokens, keyring });

  return {
    config,
    clock,
    logger,
    store,
    cookies: createAuthCookies({ secure: config.secureCookies, sameSite: config.cookieSameSite }),
    isOriginAllowed: createOriginRule([config.publicOrigin, ...config.corsOrigins]),
    account: createAccountService({
      store,
      clock,
      hasher,
      openSession,
      renewSession,
      sessionEnding,
      onUpgradeFailed: (err) => logger.warn({ err }, "An old password hash was not upgraded."),
    }),
    authenticate: createAuthenticate({ store, clock, accessTokens, background }),
    refreshSession: createRefreshSession({ store, clock, keyring, gate, policy, audit }),
    sessionEnding,
    listSessions: createListSessions({ store, clock }),
    /** Connects and migrates; again after a failure. */
    open: once(() => store.open()),
    /** Finishes what was accepted, then releases the database. */
    close: once(async () => {
      await background.drain();
      await store.close();
    }),
  };
}
