import type { AppConnection } from "../DatabaseAdapter.js";
import type { AuthState, Identity, Passkey, Store } from "../Store.js";
import { documentFormats } from "./documents.js";
import { MongoAuditEvents } from "./MongoAuditEvents.js";
import { MongoConnection } from "./MongoConnection.js";
import { MongoCredentials } from "./MongoCredentials.js";
import { MongoEmailCodes } from "./MongoEmailCodes.js";
import { MongoJobQueue } from "./MongoJobQueue.js";
import { MongoOneTimeTokens } from "./MongoOneTimeTokens.js";
import { MongoRateLimits } from "./MongoRateLimits.js";
import { MongoSecondFactors } from "./MongoSecondFactors.js";
import { findSession, MongoSessions } from "./MongoSessions.js";
import { MongoSigningKeys } from "./MongoSigningKeys.js";
import { findUser, MongoUsers } from "./MongoUsers.js";

export interface MongoStoreOptions {
  /** `mongodb://…/name` or `mongodb+srv://…/name`. It may hold a password and is never part of a message. */
  url: string;
  /** An open or opening connection of an app, which is used instead of the URL and never closed. */
  connection?: AppConnection | undefined;
  /** Stands before the names of its collections, so that an application may have others beside them. None by default. */
  prefix?: string;
  /** Gets the name of every command that is sent for an operation. For tests. */
  onCommand?: (name: string) => void;
  /** How long each step of a call may take: finding the server, connecting, waiting for its answer. 5 s by default. */
  stepTimeoutMs?: number;
}

const DEFAULT_STEP_TIMEOUT_MS = 5_000;

/** A store in a MongoDB database: a stand-alone server, a replica set or a sharded cluster. */
export class MongoStore implements Store {
  readonly users: MongoUsers;
  readonly sessions: MongoSessions;
  readonly oneTimeTokens: MongoOneTimeTokens;
  readonly audit: MongoAuditEvents;
  readonly queue: MongoJobQueue;
  readonly rateLimits: MongoRateLimits;
  readonly signingKeys: MongoSigningKeys;
  readonly secondFactors: MongoSecondFactors;
  readonly passkeys: MongoCredentials<Passkey>;
  readonly identities: MongoCredentials<Identity>;
  readonly emailCodes: MongoEmailCodes;
  readonly #connection: MongoConnection;

  constructor(options: MongoStoreOptions) {
    const connection = new MongoConnection({ stepTimeoutMs: DEFAULT_STEP_TIMEOUT_MS, prefix: "", ...options });
    this.users = new MongoUsers(connection);
    this.sessions = new MongoSessions(connection);
    this.oneTimeTokens = new MongoOneTimeTokens(connection);
    this.audit = new MongoAuditEvents(connection);
    this.queue = new MongoJobQueue(connection);
    this.rateLimits = new MongoRateLimits(connection);
    this.signingKeys = new MongoSigningKeys(connection);
    this.secondFactors = new MongoSecondFactors(connection);
    this.passkeys = new MongoCredentials(connection, {
      modelOf: ({ passkeys }) => passkeys,
      copy: documentFormats.passkeys.toDocument,
    });
    this.identities = new MongoCredentials(connection, {
      modelOf: ({ identities }) => identities,
      copy: documentFormats.identities.toDocument,
    });
    this.emailCodes = new MongoEmailCodes(connection);
    this.#connection = connection;
  }

  open(): Promise<void> {
    return this.#connection.open();
  }

  /** Reads both at once when the hint names the user, else one after the other. */
  authState(sessionId: string, userIdHint?: string): Promise<AuthState | null> {
    return this.#connection.read(async (models) => {
      const [session, hintedUser] = await Promise.all([
        findSession(models, sessionId),
        userIdHint === undefined ? null : findUser(models, { _id: { $eq: userIdHint } }),
      ]);
      if (session === null) return null;
      const isHintRight = session.userId === userIdHint;
      return { session, user: isHintRight ? hintedUser : await findUser(models, { _id: { $eq: session.userId } }) };
    });
  }

  ping(): Promise<void> {
    return this.#connection.ping();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
