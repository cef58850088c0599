import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, Identity, Session, Store, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { isId } from "../../utils/ids.js";
import {
  type AccountDeletion,
  type AccountDeps,
  type AllSessions,
  endEpoch,
  type Identities,
  type NewAccount,
  type Registration,
  updateUser,
} from "../account/index.js";
import type { AuditEventName } from "../audit/index.js";
import { hasPassword } from "../password/index.js";
import { type Termination, terminationOf } from "../session/index.js";
import { rejectUnknownUser } from "./rejectUnknownUser.js";

export interface Page {
  /** The `_id` of the last record of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

export interface ListedSession {
  readonly session: Session;
  /** `null` when the session is active. */
  readonly termination: Termination | null;
}

type AdminDeps = Pick<
  AccountDeps,
  "store" | "clock" | "background" | "audit" | "mailer" | "factorAttempts" | "sessionRevocation"
> & {
  /** How who acts appears in a user's activity. */
  readonly client: ClientInfo;
  readonly registration: Registration;
  readonly accountDeletion: AccountDeletion;
  readonly allSessions: AllSessions;
  readonly identities: Identities;
};

/** The operator, at the command line. */
export const OPERATOR: ClientInfo = { isBrowser: false, ip: null, userAgent: "latchkey (operator)" };

/** The app's own code. */
export const SERVER: ClientInfo = { isBrowser: false, ip: null, userAgent: "latchkey (server)" };

/** What an operator, and the code of the app, may do to every account. Users are given by id; unknown ones throw USER_NOT_FOUND. */
export class AdminService {
  readonly #deps: AdminDeps;

  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  /** Finds a user by id, email address or username: an address has an @, and a username is shorter than an id. */
  async find(reference: string): Promise<User> {
    const { users } = this.#deps.store;
    const name = reference.trim().toLowerCase();
    if (name.includes("@")) return (await users.byLogin({ email: name })) ?? rejectUnknownUser();
    const user = isId(name) ? await users.byId(name) : await users.byLogin({ username: name });
    return user ?? rejectUnknownUser();
  }

  /** A page of all users. */
  list(query: Parameters<Store["users"]["list"]>[0]): Promise<User[]> {
    return this.#deps.store.users.list(query);
  }

  /** The user's sessions, newest first: the active ones, or with `all` also those that ended and are still stored. */
  async sessions({ userId, all, before, limit }: Page & { userId: string; all: boolean }): Promise<ListedSession[]> {
    const { store, clock } = this.#deps;
    const user = (await store.users.byId(userId)) ?? rejectUnknownUser();
    const now = clock.now();
    const found = all
      ? await store.sessions.listAllByUser({ userId, before, limit })
      : await store.sessions.listByUser({ userId, epoch: user.epoch, now, limit });
    const listed = found.map((session) => ({ session, termination: terminationOf({ session, user }, now) }));
    // A disabled account has no active session, whatever its epoch is.
    return all ? listed : listed.filter(({ termination }) => termination === null);
  }

  /** Audit events, newest first: of one user, or of all when `userId` is `null`. */
  events({ userId, before, limit }: Page & { userId: string | null }): Promise<AuditEvent[]> {
    const { audit } = this.#deps.store;
    return userId === null ? audit.list({ before, limit }) : audit.listByUser({ userId, before, limit });
  }

  /** Throws USER_EXISTS, VALIDATION_FAILED (the password), OVERLOADED. */
  create(account: NewAccount): Promise<User> {
    return this.#deps.registration.createAccount(account, this.#deps.client);
  }

  /** Ends every session at once and lets the user open no new one. Doing it again changes nothing. */
  disable(userId: string): Promise<User> {
    return this.#change(userId, "account_disabled", (user, now) =>
      // The epoch too: old sessions must not become active again when the account is enabled.
      user.disabledAt === null ? { disabledAt: now, ...endEpoch(user, "disabled", now) } : null,
    );
  }

  /** Lets the user sign in again. Earlier sessions stay ended. */
  enable(userId: string): Promise<User> {
    return this.#change(userId, "account_enabled", ({ disabledAt }) =>
      disabledAt === null ? null : { disabledAt: null },
    );
  }

  /** Says that the address is the owner's. Doing it again changes nothing. */
  markEmailVerified(userId: string): Promise<User> {
    return this.#change(userId, "email_verified", ({ emailVerifiedAt }, now) =>
      emailVerifiedAt === null ? { emailVerifiedAt: now } : null,
    );
  }

  /** Replaces the roles. They count from the next request on. */
  async setRoles(userId: string, roles: readonly string[]): Promise<User> {
    return this.#change(userId, "roles_changed", () => ({ roles }), { roles: roles.join(" ") });
  }

  /**
   * Removes the authenticator app, the passkeys and the recovery codes, ends every session, emails the owner, and lets unknown devices
   * enter codes again. Throws LAST_METHOD where no password would be left to sign in with.
   */
  async resetFactors(userId: string): Promise<User> {
    const { store, background, mailer, factorAttempts, client } = this.#deps;
    const before = (await store.users.byId(userId)) ?? rejectUnknownUser();
    if (!hasPassword(before)) throw new ApiError("LAST_METHOD");
    // First the factors: a session that one of them opens meanwhile must end too.
    await Promise.all([store.secondFactors.delete(userId), store.passkeys.deleteByUser(userId)]);
    await factorAttempts.forget(userId);
    const user = await this.#change(userId, "second_factors_reset", (current, now) =>
      current.factorsSince === null ? null : endEpoch(current, "factor-change", now),
    );
    if (user.factorsSince === null) return user;
    // Awaited, so that no crash after the answer can lose the email.
    await background.run(() => mailer.enqueue({ kind: "second-factors-reset", user, client }));
    return user;
  }

  /** The user's accounts at providers, oldest first. */
  identities(userId: string): Promise<Identity[]> {
    return this.#deps.store.identities.listByUser(userId);
  }

  /**
   * Unlinks one of them, ends the sessions that its provider opened, and emails the owner. Throws NOT_FOUND, and LAST_METHOD where
   * nothing would be left to sign in with.
   */
  async removeIdentity(userId: string, id: string): Promise<void> {
    const { store, identities, client } = this.#deps;
    const user = (await store.users.byId(userId)) ?? rejectUnknownUser();
    const identity = await store.identities.get(id);
    if (identity === null || identity.userId !== userId) throw new ApiError("NOT_FOUND");
    await identities.unlink(user, identity, { sessionId: null, client });
  }

  /** Deletes the account and all its data. The owner gets no email. */
  async delete(userId: string): Promise<void> {
    if ((await this.#deps.store.users.byId(userId)) === null) rejectUnknownUser();
    await this.#deps.accountDeletion.delete(userId, () => this.#record("account_deleted", null, { userId }));
  }

  /** Ends one session. Throws SESSION_NOT_FOUND, also when it has ended. */
  async revokeSession(sessionId: string): Promise<void> {
    const session = await this.#deps.store.sessions.get(sessionId);
    if (session === null) throw new ApiError("SESSION_NOT_FOUND");
    await this.#deps.sessionRevocation.revokeOwn(session.userId, sessionId, this.#deps.client);
  }

  /** Ends every session of the user with one write. */
  async revokeSessions(userId: string): Promise<void> {
    await this.#deps.allSessions.revoke({ userId, sessionId: null, client: this.#deps.client }, rejectUnknownUser);
  }

  /** Changes the user, unless `changeOf` answers `null`: then nothing has happened, and nothing is recorded. */
  async #change(
    userId: string,
    name: AuditEventName,
    changeOf: (user: User, now: number) => Partial<User> | null,
    detail: Record<string, string> = {},
  ): Promise<User> {
    const { store, clock } = this.#deps;
    let happened = false;
    const apply = (user: User): Partial<User> => {
      const now = clock.now();
      const change = changeOf(user, now);
      happened = change !== null;
      return change === null ? {} : { ...change, updatedAt: now };
    };
    const user = await updateUser(store.users, userId, apply, rejectUnknownUser);
    if (happened) this.#record(name, userId, detail);
    return user;
  }

  #record(name: AuditEventName, userId: string | null, detail: Record<string, string> = {}): void {
    this.#deps.audit.record({ name, userId, sessionId: null, client: this.#deps.client, detail });
  }
}
