import type { User } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import { accountIsGone } from "./accountIsGone.js";
import type { Asking } from "./accountService.js";
import { updateUser } from "./updateUser.js";

/** What is absent stays as it is; `avatarUrl: null` removes the picture. */
export interface SettingsChange {
  readonly username?: string | undefined;
  readonly fullName?: string | undefined;
  readonly avatarUrl?: string | null | undefined;
}

export async function changeSettings(deps: AccountDeps, asking: Asking, change: SettingsChange): Promise<User> {
  const { userId, sessionId, client } = asking;
  const changed = (user: User): Partial<User> => ({
    username: change.username ?? user.username,
    fullName: change.fullName ?? user.fullName,
    avatarUrl: change.avatarUrl === undefined ? user.avatarUrl : change.avatarUrl,
    updatedAt: deps.clock.now(),
  });
  const user = await updateUser(deps.store.users, userId, changed, accountIsGone);
  const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  deps.audit.record({ name: "settings_changed", userId, sessionId, client, detail: { fields: fields.join(", ") } });
  return user;
}
