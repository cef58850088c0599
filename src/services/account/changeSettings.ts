import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { AccountDeps } from "./AccountDeps.js";
import { accountIsGone } from "./accountIsGone.js";
import type { Asking } from "./accountService.js";
import { provePassword } from "./provePassword.js";
import { updateUser } from "./updateUser.js";

/** What is absent stays as it is; `avatarUrl: null` removes the picture. */
export interface SettingsChange {
  readonly username?: string | undefined;
  readonly fullName?: string | undefined;
  readonly avatarUrl?: string | null | undefined;
  /** The current password. Looked at only when the username changes. */
  readonly password?: string | undefined;
}

/**
 * Another username needs the password and is reported to the owner: a stolen session could otherwise rename an owner, who
 * then cannot sign in by the name they know. Throws VALIDATION_FAILED (`password`), INVALID_CREDENTIALS, RATE_LIMITED,
 * USER_EXISTS, SESSION_REVOKED, OVERLOADED.
 */
export async function changeSettings(deps: AccountDeps, asking: Asking, change: SettingsChange): Promise<User> {
  const { userId, sessionId, client } = asking;
  await deps.limits.consume("settings.account", userId);
  const proven = change.username === undefined ? null : await proveForRename(deps, asking, change);
  const changed = (user: User): Partial<User> => {
    if (isRename(user, change)) assertProven(user, proven);
    return {
      username: change.username ?? user.username,
      fullName: change.fullName ?? user.fullName,
      avatarUrl: change.avatarUrl === undefined ? user.avatarUrl : change.avatarUrl,
      updatedAt: deps.clock.now(),
    };
  };
  const user = await updateUser(deps.store.users, userId, changed, accountIsGone);
  const { password: _, ...fields } = change;
  const given = Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  deps.audit.record({ name: "settings_changed", userId, sessionId, client, detail: { fields: given.join(", ") } });
  if (proven !== null) await reportRename(deps, asking, proven);
  return user;
}

function isRename(user: User, { username }: SettingsChange): boolean {
  return username !== undefined && username !== user.username;
}

/** The owner as they were when the password was verified; `null` when the username stays, which needs none. */
async function proveForRename(deps: AccountDeps, asking: Asking, change: SettingsChange): Promise<User | null> {
  const user = (await deps.store.users.byId(asking.userId)) ?? accountIsGone();
  if (!isRename(user, change)) return null;
  if (change.password === undefined) passwordNeeded();
  return provePassword(deps, "reauth.account", { ...asking, password: change.password });
}

/** Judged on the record that is replaced: the username or the password may have changed since they were read. */
function assertProven(user: User, proven: User | null): void {
  if (proven === null) passwordNeeded();
  if (proven.passwordChangedAt !== user.passwordChangedAt) throw new ApiError("INVALID_CREDENTIALS");
}

function passwordNeeded(): never {
  const message = "Your current password is needed to change the username.";
  throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "password", message }] });
}

async function reportRename(deps: AccountDeps, { userId, sessionId, client }: Asking, before: User): Promise<void> {
  const detail = { from: before.username };
  deps.audit.record({ name: "username_changed", userId, sessionId, client, detail });
  // Once it is answered, no crash can lose the notice.
  await deps.background.run(() => deps.mailer.enqueue({ kind: "username-changed", user: before, client }));
}
