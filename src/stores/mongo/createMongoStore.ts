import type { Store } from "../Store.js";
import { createAuditStore } from "./auditStore.js";
import { readAuthState } from "./authState.js";
import { createJobQueue } from "./jobQueue.js";
import { MongoConnection } from "./MongoConnection.js";
import { createOneTimeTokenStore } from "./oneTimeTokenStore.js";
import { createRateLimitStore } from "./rateLimitStore.js";
import { createSessionStore } from "./sessionStore.js";
import { createSigningKeyStore } from "./signingKeyStore.js";
import { createUserStore } from "./userStore.js";

export interface MongoStoreOptions {
  /** `mongodb://…/name` or `mongodb+srv://…/name`. It may hold a password and is never part of a message. */
  url: string;
  /** Hears the name of every command that is sent. For tests. */
  onCommand?: (name: string) => void;
  /** How long each step of a call may take: finding the server, connecting, waiting for its answer. 5 s by default. */
  stepTimeoutMs?: number;
}

const DEFAULT_STEP_TIMEOUT_MS = 5_000;

/** A store in a MongoDB database: a stand-alone server, a replica set or a sharded cluster. */
export function createMongoStore(options: MongoStoreOptions): Store {
  const connection = new MongoConnection({ stepTimeoutMs: DEFAULT_STEP_TIMEOUT_MS, ...options });

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
