import type { Store } from "../Store.js";
import { createAuditStore } from "./auditStore.js";
import { readAuthState } from "./authState.js";
import type { MongoStoreOptions } from "./createMongoStore.js";
import { createJobQueue } from "./jobQueue.js";
import { MongoConnection } from "./MongoConnection.js";
import { createOneTimeTokenStore } from "./oneTimeTokenStore.js";
import { createRateLimitStore } from "./rateLimitStore.js";
import { createSessionStore } from "./sessionStore.js";
import { createSigningKeyStore } from "./signingKeyStore.js";
import { createUserStore } from "./userStore.js";

const DEFAULT_STEP_TIMEOUT_MS = 5_000;

/** The store itself. Only createMongoStore.ts imports it, when it is opened: it brings Mongoose. */
export function createLoadedStore(options: MongoStoreOptions): Store {
  const connection = new MongoConnection({ stepTimeoutMs: DEFAULT_STEP_TIMEOUT_MS, prefix: "", ...options });

  return {
    users: createUserStore(connection),
    sessions: createSessionStore(connection),
    oneTimeTokens: createOneTimeTokenStore(connection),
    audit: createAuditStore(connection),
    queue: createJobQueue(connection),
    rateLimits: createRateLimitStore(connection),
    signingKeys: createSigningKeyStore(connection),
    open: () => connection.open(),
    authState: (sessionId, userId) => readAuthState(connection, sessionId, userId),
    ping: () => connection.ping(),
    close: () => connection.close(),
  };
}
