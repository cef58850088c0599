import type { Store } from "../Store.js";
import { createAuditStore } from "./auditStore.js";
import { readAuthState } from "./authState.js";
import { createJobQueue } from "./jobQueue.js";
import { createOneTimeTokenStore } from "./oneTimeTokenStore.js";
import { createRateLimitStore } from "./rateLimitStore.js";
import { SqliteConnection } from "./SqliteConnection.js";
import { createSessionStore } from "./sessionStore.js";
import { createSigningKeyStore } from "./signingKeyStore.js";
import { createUserStore } from "./userStore.js";

export interface SqliteStoreOptions {
  /** The database file; it and its folder are made when missing. */
  path: string;
  /** Stands before the names of its tables and indexes, so that others may share the file. None by default. */
  prefix?: string;
  /** Sees every statement with its values filled in. For tests: the values include password hashes. */
  onStatement?: (sql: string) => void;
  /** How long a call waits for a file that another process has locked, before it is unavailable. 10 s by default. */
  lockWaitMs?: number;
}

const DEFAULT_LOCK_WAIT_MS = 10_000;

/** A store in one SQLite file, which several processes may share. */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  const settings = { lockWaitMs: DEFAULT_LOCK_WAIT_MS, prefix: "", ...options };
  const connection = new SqliteConnection({ ...settings, synchronous: "FULL" });
  // Each request that is limited counts first. What a power cut takes away is a moment's attempts, so nobody waits for the
  // disk; to share the other connection's wait they would have to come after it.
  const counters = new SqliteConnection({ ...settings, synchronous: "NORMAL" });

  return {
    users: createUserStore(connection),
    sessions: createSessionStore(connection),
    oneTimeTokens: createOneTimeTokenStore(connection),
    audit: createAuditStore(connection),
    queue: createJobQueue(connection),
    rateLimits: createRateLimitStore(counters),
    signingKeys: createSigningKeyStore(connection),
    open: async () => {
      await connection.open();
      await counters.open();
    },
    authState: (sessionId) => readAuthState(connection, sessionId),
    ping: () => connection.ping(),
    close: async () => {
      await counters.close();
      await connection.close();
    },
  };
}
