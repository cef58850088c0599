import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { User, UserStore } from "../../stores/Store.js";
import { userExists } from "./userExists.js";

/**
 * Applies a change to the user as stored right now; a lost race reads again and applies it anew. `change` may throw to
 * refuse. Throws USER_EXISTS, SESSION_REVOKED when the account is gone.
 */
export function updateUser(
  users: UserStore,
  userId: string,
  change: (user: User) => Partial<User> | Promise<Partial<User>>,
  onMissing: () => never,
): Promise<User> {
  return compareAndSetLoop(async () => {
    const user = await users.byId(userId);
    if (user === null) return onMissing();
    const next: User = { ...user, ...(await change(user)), version: user.version + 1 };
    const result = await users.compareAndSet(next, user.version);
    if (result.kind === "taken") throw userExists(result.field);
    return result.kind === "stored" ? next : undefined;
  });
}
