import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { EpochEndCause, User, UserStore } from "../../stores/Store.js";
import { rejectDeletedAccount, userExists } from "./accountErrors.js";

/**
 * Applies a change to the user as it is stored now. After a lost race it reads the user again and applies the change again,
 * so `change` may be called several times. It may throw to refuse.
 * Throws USER_EXISTS, and what `onMissing` throws when there is no such user: by default SESSION_REVOKED.
 */
export function updateUser(
  users: UserStore,
  userId: string,
  change: (user: User) => Partial<User>,
  onMissing: () => never = rejectDeletedAccount,
): Promise<User> {
  return compareAndSetLoop(async () => {
    const user = await users.byId(userId);
    if (user === null) return onMissing();
    const next: User = { ...user, ...change(user), version: user.version + 1 };
    const result = await users.compareAndSet(next, user.version);
    if (result.kind === "taken") throw userExists(result.field);
    return result.kind === "stored" ? next : undefined;
  });
}

const MAX_EPOCH_ENDS = 20;

/** The change of a user that ends every session at once, with one write. */
export function endEpoch(user: User, cause: EpochEndCause, now: number): Pick<User, "epoch" | "epochEnds"> {
  const ended = { epoch: user.epoch, cause, at: now };
  return { epoch: user.epoch + 1, epochEnds: [...user.epochEnds, ended].slice(-MAX_EPOCH_ENDS) };
}
