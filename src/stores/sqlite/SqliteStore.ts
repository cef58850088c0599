import type { AuthState, Store } from "../Store.js";
import { LOCK_WAIT_MS } from "./retryWhileLocked.js";
import { SqliteAuditEvents } from "./SqliteAuditEvents.js";
import { SqliteConnection } from "./SqliteConnection.js";
import { SqliteCredentials } from "./SqliteCredentials.js";
import { SqliteEmailCodes } from "./SqliteEmailCodes.js";
import { SqliteJobQueue } from "./SqliteJobQueue.js";
import { SqliteOneTimeTokens } from "./SqliteOneTimeTokens.js";
import { SqliteRateLimits } from "./SqliteRateLimits.js";
import { SqliteSecondFactors } from "./SqliteSecondFactors.js";
import { SqliteSessions } from "./SqliteSessions.js";
import { SqliteSigningKeys } from "./SqliteSigningKeys.js";
import { SqliteUsers } from "./SqliteUsers.js";

export interface SqliteStoreOptions {
  /** The database file; it and its folder are created when missing. */
  path: string;
  /** Stands before the names of its tables and indexes, so that an application may have others in the file. None by default. */
  prefix?: string;
  /** Gets every statement with its values filled in. For tests: the values include password hashes. */
  onStatement?: (sql: string) => void;
  /** How long a call waits for a file that another process has locked, before it is unavailable. 10 s by default. */
  lockWaitMs?: number;
}

/** A store in one SQLite file, which several processes may share. */
export class SqliteStore implements Store {
  readonly users: SqliteUsers;
  readonly sessions: SqliteSessions;
  readonly oneTimeTokens: SqliteOneTimeTokens;
  readonly audit: SqliteAuditEvents;
  readonly queue: SqliteJobQueue;
  readonly rateLimits: SqliteRateLimits;
  readonly signingKeys: SqliteSigningKeys;
  readonly secondFactors: SqliteSecondFactors;
  readonly passkeys: SqliteCredentials<"passkeys">;
  readonly identities: SqliteCredentials<"identities">;
  readonly emailCodes: SqliteEmailCodes;
  readonly #connection: SqliteConnection;

  constructor(options: SqliteStoreOptions) {
    const connection = new SqliteConnection({ lockWaitMs: LOCK_WAIT_MS, prefix: "", ...options });
    this.users = new SqliteUsers(connection);
    this.sessions = new SqliteSessions(connection);
    this.oneTimeTokens = new SqliteOneTimeTokens(connection);
    this.audit = new SqliteAuditEvents(connection);
    this.queue = new SqliteJobQueue(connection);
    this.rateLimits = new SqliteRateLimits(connection.counters);
    this.signingKeys = new SqliteSigningKeys(connection);
    this.secondFactors = new SqliteSecondFactors(connection);
    this.passkeys = new SqliteCredentials(connection, "passkeys");
    this.identities = new SqliteCredentials(connection, "identities");
    this.emailCodes = new SqliteEmailCodes(connection);
    this.#connection = connection;
  }

  open(): Promise<void> {
    return this.#connection.open();
  }

  authState(sessionId: string): Promise<AuthState | null> {
    return this.sessions.authState(sessionId);
  }

  ping(): Promise<void> {
    return this.#connection.ping();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
