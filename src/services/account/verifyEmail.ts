import type { User } from "../../stores/Store.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import type { AccountDeps } from "./AccountDeps.js";
import { linkIsInvalid } from "./linkIsInvalid.js";
import { updateUser } from "./updateUser.js";

/** Marks the address as verified, if it still is the account's. Throws LINK_INVALID. */
export async function verifyEmail(deps: AccountDeps, token: string, client: ClientInfo): Promise<User> {
  const link = (await deps.links.take("verify-email", token)) ?? linkIsInvalid();
  const verified = (user: User): Partial<User> => {
    if (user.email !== link.payload.email) linkIsInvalid();
    const now = deps.clock.now();
    return { emailVerifiedAt: user.emailVerifiedAt ?? now, updatedAt: now };
  };
  const user = await updateUser(deps.store.users, link.userId, verified, linkIsInvalid);
  deps.audit.record({ name: "email_verified", userId: user._id, sessionId: null, client });
  return user;
}
