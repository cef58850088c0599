import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, User } from "../../stores/Store.js";
import { type AccountDeps, changedProfile, endEpoch, updateUser } from "../account/index.js";
import type { AuditEventName } from "../audit/index.js";
import type { FieldValues } from "../fields/index.js";
import { rejectUnknownUser } from "./rejectUnknownUser.js";

/** An absent field stays as it is; `null` removes what an account need not have. */
export interface UserChange {
  readonly username?: string | null | undefined;
  readonly fullName?: string | null | undefined;
  readonly avatarUrl?: string | null | undefined;
  readonly email?: { readonly address: string; readonly isVerified: boolean } | undefined;
  /** The app's own, checked; `undefined` removes a value. */
  readonly fields?: FieldValues;
}

type AccountChangesDeps = Pick<
  AccountDeps,
  "store" | "users" | "clock" | "background" | "audit" | "hasher" | "passwordPolicy" | "mailer" | "fields"
> & {
  /** How who acts appears in a user's activity. */
  readonly client: ClientInfo;
};

/** What the code of the app may change of every account: what its owner may change too, without the password. */
export class AccountChanges {
  readonly #deps: AccountChangesDeps;

  constructor(deps: AccountChangesDeps) {
    this.#deps = deps;
  }

  /**
   * Changes the profile, and emails the owner where a change of their own would. Sessions stay. Another address ends every link
   * and code that was sent to, or requested from, the old one; unless it is verified, an email with a link goes to it.
   * Throws USER_NOT_FOUND, USER_EXISTS, VALIDATION_FAILED (the fields are too long).
   */
  async update(userId: string, change: UserChange): Promise<User> {
    const { users, clock, fields } = this.#deps;
    const given = namesIn(change);
    if (given.length === 0) return (await users.byId(userId)) ?? rejectUnknownUser();
    let replaced: User | null = null;
    const apply = (user: User): Partial<User> => {
      replaced = user;
      const now = clock.now();
      return {
        ...changedProfile(user, change),
        ...(change.email && addressOf(user, change.email, now)),
        fields: fields.toStored(user.fields, change.fields ?? {}),
        updatedAt: now,
      };
    };
    const after = await updateUser(users, userId, apply, rejectUnknownUser);
    await this.#report({ before: replaced ?? after, after, given });
    return after;
  }

  /**
   * Sets the password: every session ends, and so does every link that could set another password or address.
   * Throws USER_NOT_FOUND, VALIDATION_FAILED (the password), OVERLOADED.
   */
  async setPassword(userId: string, password: string): Promise<User> {
    const { users, clock, hasher, passwordPolicy, client } = this.#deps;
    const owner = (await users.byId(userId)) ?? rejectUnknownUser();
    await passwordPolicy.assertAccepted(password, owner, "password");
    const passwordHash = await hasher.hash(password, { lane: "priority", ip: client.ip });
    const apply = (user: User): Partial<User> => {
      const now = clock.now();
      return { passwordHash, ...endEpoch(user, "password-change", now), passwordChangedAt: now, updatedAt: now };
    };
    const user = await updateUser(users, userId, apply, rejectUnknownUser);
    this.#record("password_changed", userId);
    await this.#notify("password-changed", user);
    return user;
  }

  async #report({ before, after, given }: { before: User; after: User; given: readonly string[] }): Promise<void> {
    const { store, background, mailer } = this.#deps;
    this.#record("settings_changed", after._id, { fields: given.join(", ") });
    if (after.username !== before.username) {
      this.#record("username_changed", after._id, { from: before.username });
      await this.#notify("username-changed", before);
    }
    if (after.email === before.email) return;
    this.#record("email_changed", after._id, { from: before.email });
    await this.#notify("email-changed", before);
    await background.run(() => store.emailCodes.delete(after._id));
    if (after.emailVerifiedAt !== null) return;
    // No answer shows whether there is budget left, so a full mailbox does not undo what is done.
    const mail = { kind: "verify-email", occasion: "registration", to: after.email } as const;
    await background.run(() => mailer.enqueue(mail));
  }

  /** Awaited, so that no crash after the answer can lose the email. */
  async #notify(kind: "password-changed" | "username-changed" | "email-changed", user: User): Promise<void> {
    const { background, mailer, client } = this.#deps;
    await background.run(() => mailer.enqueue({ kind, user, client }));
  }

  #record(name: AuditEventName, userId: string, detail: AuditEvent["detail"] = {}): void {
    this.#deps.audit.record({ name, userId, sessionId: null, client: this.#deps.client, detail });
  }
}

/** An address that stays keeps the time of its verification. */
function addressOf(user: User, email: NonNullable<UserChange["email"]>, now: number): Partial<User> {
  const verifiedBefore = email.address === user.email ? user.emailVerifiedAt : null;
  return { email: email.address, emailVerifiedAt: email.isVerified ? (verifiedBefore ?? now) : null };
}

function namesIn({ fields = {}, ...change }: UserChange): string[] {
  const given = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return [...given, ...Object.keys(fields)];
}
