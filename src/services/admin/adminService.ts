import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, Session, Store, User, UserStore } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import {
  type CreateAccountDeps,
  createAccount,
  type EraseDeps,
  endEpoch,
  eraseAccount,
  type NewAccount,
  updateUser,
} from "../account/index.js";
import type { AuditEventName } from "../audit/index.js";
import type { JobRunner } from "../queue/index.js";
import { endOf, type SessionEnd, type SessionEnding } from "../session/index.js";
import { findUser, userNotFound } from "./findUser.js";

/** What an operator may do to anybody's account. A user is named by id; each throws USER_NOT_FOUND. */
export interface AdminService {
  /** By id, username or e-mail address. */
  find(reference: string): Promise<User>;
  /** A page of everybody. */
  list: UserStore["list"];
  /** The user's sessions with their ends, newest first: those that live, or after `before` all that are remembered. */
  sessions(query: SessionsQuery): Promise<JudgedSession[]>;
  /** What happened, newest first; to one user, or to everybody when `userId` is `null`. */
  events(query: { userId: string | null; before: string | null; limit: number }): Promise<AuditEvent[]>;
  /** Throws USER_EXISTS, VALIDATION_FAILED (the password), OVERLOADED. */
  create(account: NewAccount): Promise<User>;
  /** Ends every session at once and lets the user open none. Doing it again changes nothing. */
  disable(userId: string): Promise<User>;
  /** Lets the user sign in again. The sessions of before stay ended. */
  enable(userId: string): Promise<User>;
  /** Replaces the roles; they count from the next request on. */
  setRoles(userId: string, roles: readonly string[]): Promise<User>;
  /** Deletes the account and everything of it. The owner is sent no mail. */
  delete(userId: string): Promise<void>;
  /** Ends one session. Throws SESSION_NOT_FOUND, also when it has ended. */
  revokeSession(sessionId: string): Promise<void>;
  /** Ends every session of the user by one write. */
  revokeSessions(userId: string): Promise<void>;
}

export interface SessionsQuery {
  readonly userId: string;
  readonly all: boolean;
  readonly before: string | null;
  readonly limit: number;
}

export interface JudgedSession {
  readonly session: Session;
  /** `null` when it lives. */
  readonly end: Pick<SessionEnd, "cause" | "at"> | null;
}

interface Deps extends CreateAccountDeps, EraseDeps {
  store: Store;
  jobs: JobRunner;
  sessionEnding: SessionEnding;
}

/** How the operator appears in a user's list of activity. */
export const OPERATOR: ClientInfo = { isBrowser: false, ip: null, userAgent: "latchkey (operator)" };

export function createAdminService(deps: Deps): AdminService {
  const { store, clock, audit } = deps;

  function note(name: AuditEventName, userId: string | null, detail: Record<string, string> = {}): void {
    audit.record({ name, userId, sessionId: null, client: OPERATOR, detail });
  }

  /** Changes the user unless the change is `null`; then `name` is not told either, as nothing has happened. */
  async function change(userId: string, name: AuditEventName, changeOf: (user: User) => Partial<User> | null) {
    let happened = false;
    const apply = (user: User) => {
      const part = changeOf(user);
      happened = part !== null;
      return part ?? {};
    };
    const user = await updateUser(store.users, userId, apply, userNotFound);
    if (happened) note(name, userId);
    return user;
  }

  function disabled(user: User): Partial<User> | null {
    if (user.disabledAt !== null) return null;
    const now = clock.now();
    // The epoch as well: sessions of before must not come back to life when the account is enabled again.
    return { disabledAt: now, updatedAt: now, ...endEpoch(user, "disabled", now) };
  }

  async function sessions({ userId, all, before, limit }: SessionsQuery): Promise<JudgedSession[]> {
    const user = (await store.users.byId(userId)) ?? userNotFound();
    const now = clock.now();
    const found = all
      ? await store.sessions.listAllByUser({ userId, before, limit })
      : await store.sessions.listByUser({ userId, epoch: user.epoch, now, limit });
    const judged = found.map((session) => ({ session, end: endOf({ session, user }, now) }));
    // A disabled account has none that lives, whatever its epoch.
    return all ? judged : judged.filter(({ end }) => end === null);
  }

  return {
    list: (query) => store.users.list(query),
    sessions,
    events: ({ userId, before, limit }) =>
      userId === null ? store.audit.list({ before, limit }) : store.audit.listByUser({ userId, before, limit }),
    find: (reference) => findUser(store.users, reference),
    create: (account) => createAccount(deps, account, OPERATOR),
    disable: (userId) => change(userId, "account_disabled", disabled),
    enable: (userId) =>
      change(userId, "account_enabled", ({ disabledAt }) =>
        disabledAt === null ? null : { disabledAt: null, updatedAt: clock.now() },
      ),
    setRoles: async (userId, roles) => {
      const set = () => ({ roles, updatedAt: clock.now() });
      const user = await updateUser(store.users, userId, set, userNotFound);
      note("roles_changed", userId, { roles: roles.join(" ") });
      return user;
    },
    delete: async (userId) => {
      if ((await store.users.byId(userId)) === null) userNotFound();
      await eraseAccount(deps, userId, () => note("account_deleted", null));
    },
    revokeSession: async (sessionId) => {
      const session = await store.sessions.get(sessionId);
      if (session === null) throw new ApiError("SESSION_NOT_FOUND");
      await deps.sessionEnding.revokeOwn(session.userId, sessionId, OPERATOR);
    },
    revokeSessions: async (userId) => {
      const end = (user: User) => endEpoch(user, "logout-all", clock.now());
      await updateUser(store.users, userId, end, userNotFound);
      note("signed_out_everywhere", userId);
    },
  };
}
