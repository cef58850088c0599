import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import { linkIsInvalid } from "./linkIsInvalid.js";
import { updateUser } from "./updateUser.js";

/** Somebody has opened a link from a mailbox. */
export interface FollowedLink {
  readonly token: string;
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

export interface MailboxProof {
  readonly user: User;
  /** `null` when the browser was not known before: a link alone makes none known. */
  readonly deviceToken: string | null;
}

/** Marks the address as verified, if it still is the account's. Throws LINK_INVALID. */
export async function verifyEmail(deps: AccountDeps, input: FollowedLink): Promise<MailboxProof> {
  const { token, client } = input;
  const link = (await deps.links.take("verify-email", token)) ?? linkIsInvalid();
  let before: User | null = null;
  const verified = (user: User): Partial<User> => {
    if (user.email !== link.payload.email) linkIsInvalid();
    before = user;
    const now = deps.clock.now();
    return { emailVerifiedAt: user.emailVerifiedAt ?? now, updatedAt: now };
  };
  const user = await updateUser(deps.store.users, link.userId, verified, linkIsInvalid);
  deps.audit.record({ name: "email_verified", userId: user._id, sessionId: null, client });
  return { user, deviceToken: deps.devices.renew(input.presentedDevice, { before: before ?? user, after: user }) };
}
