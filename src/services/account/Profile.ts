import { apiText } from "../../messages/api/index.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { FieldValues } from "../fields/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectDeletedAccount } from "./accountErrors.js";
import type { AuthenticatedRequest } from "./Reauthentication.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";
import { updateUser } from "./updateUser.js";

/** An absent field stays as it is; `null` removes what an account need not have. */
interface ProfileChange {
  readonly username?: string | null | undefined;
  readonly fullName?: string | null | undefined;
  readonly avatarUrl?: string | null | undefined;
  /** Those of the app's fields that change, checked; `undefined` removes a value. */
  readonly fields?: FieldValues;
}

type ProfileDeps = Pick<AccountDeps, "users" | "clock" | "background" | "audit" | "limits" | "mailer" | "fields"> & {
  readonly sensitiveChanges: SensitiveChanges;
};

/** What users may change about themselves. */
export class Profile {
  readonly #deps: ProfileDeps;

  constructor(deps: ProfileDeps) {
    this.#deps = deps;
  }

  /**
   * Changes the profile. Another username, or none, is a sensitive change, and the owner gets an email: a stolen session could
   * otherwise rename the account, and the owner could no longer sign in with the name they know. Only then the password is read.
   * Throws RATE_LIMITED, USER_EXISTS, SESSION_REVOKED, and for another username as {@link SensitiveChanges.confirm} does.
   */
  async change(request: SensitiveRequest, change: ProfileChange): Promise<User> {
    const { users, clock, audit, limits, fields } = this.#deps;
    const { userId, sessionId, client } = request;
    await limits.consume("settings.account", userId);
    const confirmed = change.username === undefined ? null : await this.#confirmRename(request, change);
    const apply = (user: User): Partial<User> => {
      if (isRename(user, change)) this.#assertConfirmed(user, confirmed);
      return {
        ...changedProfile(user, change),
        fields: fields.toStored(user.fields, change.fields ?? {}),
        updatedAt: clock.now(),
      };
    };
    const user = await updateUser(users, userId, apply);
    const given = changedFields(change).join(", ");
    audit.record({ name: "settings_changed", userId, sessionId, client, detail: { fields: given } });
    if (confirmed !== null) await this.#reportRename(request, confirmed);
    return user;
  }

  /** The user who may be renamed; `null` when the username stays the same, which needs no confirmation. */
  async #confirmRename(request: SensitiveRequest, change: ProfileChange): Promise<User | null> {
    const user = (await this.#deps.users.byId(request.userId)) ?? rejectDeletedAccount();
    if (!isRename(user, change)) return null;
    return this.#deps.sensitiveChanges.confirm(request, { known: user, missing: PASSWORD_MISSING });
  }

  /** Checked on the record that is replaced: the username or the password may have changed since they were read. */
  #assertConfirmed(user: User, confirmed: User | null): void {
    if (confirmed === null) throw new ApiError("VALIDATION_FAILED", { errors: [PASSWORD_MISSING] });
    if (confirmed.passwordChangedAt !== user.passwordChangedAt) throw new ApiError("INVALID_CREDENTIALS");
    this.#deps.sensitiveChanges.assertSameFactors(user, confirmed);
  }

  async #reportRename({ userId, sessionId, client }: AuthenticatedRequest, before: User): Promise<void> {
    const { audit, background, mailer } = this.#deps;
    audit.record({ name: "username_changed", userId, sessionId, client, detail: { from: before.username } });
    // Awaited, so that no crash after the answer can lose the email.
    await background.run(() => mailer.enqueue({ kind: "username-changed", user: before, client }));
  }
}

const PASSWORD_MISSING = { path: "password", ...apiText("settings.passwordMissing") };

/** The fields of the profile after a change. */
export function changedProfile(
  user: User,
  { username, fullName, avatarUrl }: Pick<ProfileChange, "username" | "fullName" | "avatarUrl">,
): Pick<User, "username" | "fullName" | "avatarUrl"> {
  return {
    username: username === undefined ? user.username : username,
    fullName: fullName === undefined ? user.fullName : fullName,
    avatarUrl: avatarUrl === undefined ? user.avatarUrl : avatarUrl,
  };
}

function changedFields({ fields = {}, ...change }: ProfileChange): string[] {
  const given = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  return [...given, ...Object.keys(fields)];
}

function isRename(user: User, { username }: ProfileChange): boolean {
  return username !== undefined && username !== user.username;
}
