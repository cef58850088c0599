import type { ServerFields, StandardFields, UserFields } from "../@types/UserFields.js";
import { typedEmail, username as usernameSchema } from "../schemas/fields.js";
import { type ServerSchemas, userListQuery } from "../schemas/server.schema.js";
import type { UserView, UserViews } from "../services/account/index.js";
import type { AccountChanges, AdminService } from "../services/admin/index.js";
import type { Store, User } from "../stores/Store.js";
import { canonical, parseInput } from "./parseInput.js";
import { knownId, requireId } from "./userId.js";
import { withPublicErrors } from "./withPublicErrors.js";

type AppFields = StandardFields & UserFields & ServerFields;

/** The fields of the app, and `locale`. `null` removes a value, or brings back its default. */
type FieldChanges = { readonly [Name in keyof AppFields]?: AppFields[Name] | null };

/** An account to be created. Fields of the app stand beside these. */
export interface NewUser extends FieldChanges {
  /** Required, optional or not allowed, as the setting `username` says. */
  readonly username?: string | null | undefined;
  /** The same by the setting `fullName`. */
  readonly fullName?: string | null | undefined;
  readonly email: string;
  /** Without one the owner sets the first password with a link, from POST /auth/forgot-password. */
  readonly password?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  /** Whether the address is known to be the user's. By default it is not, and an email with a link goes to it. */
  readonly emailVerified?: boolean | undefined;
}

/** What to change of an account: an absent field stays as it is. Fields of the app stand beside these. */
export interface UserChanges extends FieldChanges {
  /** `null` removes the username, unless the setting `username` requires one. */
  readonly username?: string | null | undefined;
  /** The same by the setting `fullName`. */
  readonly fullName?: string | null | undefined;
  /** `null` removes the picture. */
  readonly avatarUrl?: string | null | undefined;
  /** Needs `emailVerified` too. */
  readonly email?: string | undefined;
  /** Whether the new address is known to be the user's. */
  readonly emailVerified?: boolean | undefined;
}

export interface UserListQuery {
  /** The order. Without it the oldest account is the first. */
  readonly by?: "username" | "email" | undefined;
  /** Only those whose `by` begins with this. */
  readonly prefix?: string | undefined;
  /** The `after` of the page before. */
  readonly after?: string | null | undefined;
  /** 1 to 1000, by default 100. */
  readonly limit?: number | undefined;
}

export interface UserPage {
  readonly users: readonly UserView[];
  /** For the next page; `null` on the last one. */
  readonly after: string | null;
}

interface ServerUsersDeps {
  readonly open: () => Promise<void>;
  readonly users: Store["users"];
  readonly admin: AdminService;
  readonly changes: AccountChanges;
  readonly schemas: ServerSchemas;
  readonly userViews: UserViews;
}

/**
 * Accounts, for the code of your server: no password is asked for, so check first who asks. Each call rejects with a
 * {@link LatchkeyError}; those that change a user with USER_NOT_FOUND for an unknown one, and all with STORE_UNAVAILABLE in an outage.
 */
export class ServerUsers {
  readonly #deps: ServerUsersDeps;

  constructor(deps: ServerUsersDeps) {
    this.#deps = deps;
  }

  /**
   * The user, or `null`.
   *
   * @example
   * const user = await latchkey.users.get(id);
   * user?.username; // "ada"
   */
  get(id: string): Promise<UserView | null> {
    return this.#find(knownId(id), (known) => this.#deps.users.byId(known));
  }

  /**
   * The user with this email address, or `null`.
   *
   * @example
   * const user = await latchkey.users.findByEmail("Ada@example.com");
   * user?.username; // "ada"
   */
  findByEmail(email: string): Promise<UserView | null> {
    return this.#find(canonical(typedEmail, email), (address) => this.#deps.users.byLogin({ email: address }));
  }

  /**
   * The user with this username, or `null`.
   *
   * @example
   * const user = await latchkey.users.findByUsername("ada");
   * user?.email; // "ada@example.com"
   */
  findByUsername(username: string): Promise<UserView | null> {
    return this.#find(canonical(usernameSchema, username), (name) => this.#deps.users.byLogin({ username: name }));
  }

  /**
   * A page of users. Throws VALIDATION_FAILED.
   *
   * @example
   * const page = await latchkey.users.list({ by: "username", prefix: "ad", limit: 50 });
   * page.users.map(({ username }) => username); // ["ada"]
   * page.after; // null
   */
  list(query: UserListQuery = {}): Promise<UserPage> {
    return this.#call(async () => {
      const { by = "_id", prefix = "", after = null, limit } = parseInput(userListQuery, query);
      // One more than asked for, to know whether there is another page.
      const found = await this.#deps.admin.list({ by, prefix, after, limit: limit + 1 });
      const page = found.slice(0, limit);
      const next = found.length > limit ? (page.at(-1)?.[by] ?? null) : null;
      return { users: page.map((user) => this.#deps.userViews.of(user)), after: next };
    });
  }

  /**
   * Creates an account. Throws USER_EXISTS, VALIDATION_FAILED, OVERLOADED.
   *
   * @example
   * const user = await latchkey.users.create({ username: "grace", fullName: "Grace Hopper", email: "grace@example.com" });
   * user.emailVerified; // false
   */
  create(user: NewUser): Promise<UserView> {
    return this.#change(() => {
      const {
        username = null,
        fullName = null,
        password = null,
        avatarUrl = null,
        roles = [],
        emailVerified = false,
        ...given
      } = parseInput(this.#deps.schemas.create, user);
      const account = { ...given, username, fullName, password, avatarUrl, emailVerified };
      return this.#deps.admin.create({ ...account, roles: unique(roles) });
    });
  }

  /**
   * Changes the profile and the fields of the app. Sessions stay. The owner gets the emails that a change of their own would send;
   * another address ends the links that were sent to the old one. Throws USER_NOT_FOUND, USER_EXISTS, VALIDATION_FAILED.
   *
   * @example
   * const user = await latchkey.users.update(id, { fullName: "Ada King", email: "ada@example.org", emailVerified: true });
   * user.email; // "ada@example.org"
   */
  update(id: string, changes: UserChanges): Promise<UserView> {
    return this.#change(() => {
      const { email, emailVerified = false, ...given } = parseInput(this.#deps.schemas.update, changes);
      const address = email === undefined ? undefined : { address: email, isVerified: emailVerified };
      return this.#deps.changes.update(requireId(id), { ...given, email: address });
    });
  }

  /**
   * Sets the password, ends every session and every link that could set another one, and emails the owner. Throws
   * USER_NOT_FOUND, VALIDATION_FAILED, OVERLOADED.
   *
   * @example
   * await latchkey.users.setPassword(id, "a new horse battery");
   */
  setPassword(id: string, password: string): Promise<UserView> {
    return this.#change(() => {
      const checked = parseInput(this.#deps.schemas.setPassword, { password });
      return this.#deps.changes.setPassword(requireId(id), checked.password);
    });
  }

  /**
   * Replaces the roles. They count from the next request on. Throws USER_NOT_FOUND, VALIDATION_FAILED.
   *
   * @example
   * const user = await latchkey.users.setRoles(id, ["admin"]);
   * user.roles; // ["admin"]
   */
  setRoles(id: string, roles: readonly string[]): Promise<UserView> {
    return this.#change(() => {
      const checked = parseInput(this.#deps.schemas.setRoles, { roles });
      return this.#deps.admin.setRoles(requireId(id), unique(checked.roles));
    });
  }

  /**
   * Ends every session and blocks the sign-in. The data stay. Throws USER_NOT_FOUND.
   *
   * @example
   * await latchkey.users.disable(id);
   */
  disable(id: string): Promise<UserView> {
    return this.#change(() => this.#deps.admin.disable(requireId(id)));
  }

  /**
   * Lets a disabled user sign in again. Earlier sessions stay ended. Throws USER_NOT_FOUND.
   *
   * @example
   * await latchkey.users.enable(id);
   */
  enable(id: string): Promise<UserView> {
    return this.#change(() => this.#deps.admin.enable(requireId(id)));
  }

  /**
   * Removes the authenticator app, the passkeys and the recovery codes of a user who has lost them, ends every session, and emails the
   * owner. Make sure who asks: afterwards the password is enough. Throws USER_NOT_FOUND, and LAST_METHOD where there is no password.
   *
   * @example
   * await latchkey.users.resetFactors(id);
   */
  resetFactors(id: string): Promise<UserView> {
    return this.#change(() => this.#deps.admin.resetFactors(requireId(id)));
  }

  /**
   * Deletes the account and all its data, for good. The owner gets no email. Throws USER_NOT_FOUND.
   *
   * @example
   * await latchkey.users.delete(id);
   * await latchkey.users.get(id); // null
   */
  delete(id: string): Promise<void> {
    return this.#call(() => this.#deps.admin.delete(requireId(id)));
  }

  /**
   * Says that the email address is known to be the user's. Throws USER_NOT_FOUND.
   *
   * @example
   * const user = await latchkey.users.markEmailVerified(id);
   * user.emailVerified; // true
   */
  markEmailVerified(id: string): Promise<UserView> {
    return this.#change(() => this.#deps.admin.markEmailVerified(requireId(id)));
  }

  #find(key: string | null, find: (key: string) => Promise<User | null>): Promise<UserView | null> {
    return this.#call(async () => {
      const user = key === null ? null : await find(key);
      return user === null ? null : this.#deps.userViews.of(user);
    });
  }

  #change(change: () => Promise<User>): Promise<UserView> {
    return this.#call(async () => this.#deps.userViews.of(await change()));
  }

  #call<T>(work: () => Promise<T>): Promise<T> {
    return withPublicErrors(async () => {
      await this.#deps.open();
      return work();
    });
  }
}

function unique(roles: readonly string[]): string[] {
  return [...new Set(roles)];
}
