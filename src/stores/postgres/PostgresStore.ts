import type { PostgresPool } from "../DatabaseAdapter.js";
import { DEFAULT_SCHEMA } from "../databaseName.js";
import type { AuthState, Store } from "../Store.js";
import { PostgresAuditEvents } from "./PostgresAuditEvents.js";
import { PostgresConnection } from "./PostgresConnection.js";
import { PostgresCredentials } from "./PostgresCredentials.js";
import { PostgresEmailCodes } from "./PostgresEmailCodes.js";
import { PostgresJobQueue } from "./PostgresJobQueue.js";
import { PostgresOneTimeTokens } from "./PostgresOneTimeTokens.js";
import { PostgresRateLimits } from "./PostgresRateLimits.js";
import { PostgresSecondFactors } from "./PostgresSecondFactors.js";
import { PostgresSessions } from "./PostgresSessions.js";
import { PostgresSigningKeys } from "./PostgresSigningKeys.js";
import { PostgresUsers } from "./PostgresUsers.js";

export interface PostgresStoreOptions {
  /** `postgres://host/name`, with several hosts where there are standbys. It may hold a password and is never part of a message. */
  url: string;
  /** A pool of an app, which is used instead of the URL, and never closed. */
  connection?: PostgresPool | undefined;
  /** The PostgreSQL schema of its tables; it is created when missing. `latchkey` by default. */
  schema?: string;
  /** Stands before the names of its tables. None by default. */
  prefix?: string;
  /** The most connections, beside two for the reads of requests. 10 by default. */
  pool?: number;
  /** Whether the server keeps statements under names. */
  prepare?: boolean;
  /** Gets the text of every statement. For tests. */
  onStatement?: (text: string) => void;
  /** How long each step of a call may take: connecting, waiting for an answer. 5 s by default. */
  stepTimeoutMs?: number;
}

const DEFAULTS = { schema: DEFAULT_SCHEMA, prefix: "", pool: 10, prepare: true, stepTimeoutMs: 5_000 };

/** A store in a PostgreSQL database, which several servers may share. */
export class PostgresStore implements Store {
  readonly users: PostgresUsers;
  readonly sessions: PostgresSessions;
  readonly oneTimeTokens: PostgresOneTimeTokens;
  readonly audit: PostgresAuditEvents;
  readonly queue: PostgresJobQueue;
  readonly rateLimits: PostgresRateLimits;
  readonly signingKeys: PostgresSigningKeys;
  readonly secondFactors: PostgresSecondFactors;
  readonly passkeys: PostgresCredentials<"passkeys">;
  readonly identities: PostgresCredentials<"identities">;
  readonly emailCodes: PostgresEmailCodes;
  readonly #connection: PostgresConnection;

  constructor(options: PostgresStoreOptions) {
    const connection = new PostgresConnection({ ...DEFAULTS, ...options });
    this.users = new PostgresUsers(connection);
    this.sessions = new PostgresSessions(connection);
    this.oneTimeTokens = new PostgresOneTimeTokens(connection);
    this.audit = new PostgresAuditEvents(connection);
    this.queue = new PostgresJobQueue(connection);
    this.rateLimits = new PostgresRateLimits(connection);
    this.signingKeys = new PostgresSigningKeys(connection);
    this.secondFactors = new PostgresSecondFactors(connection);
    this.passkeys = new PostgresCredentials(connection, "passkeys");
    this.identities = new PostgresCredentials(connection, "identities");
    this.emailCodes = new PostgresEmailCodes(connection);
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
