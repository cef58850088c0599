import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { LinkClaim } from "../email/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { endEpoch } from "./endEpoch.js";
import { linkIsInvalid } from "./linkIsInvalid.js";
import { updateUser } from "./updateUser.js";

export interface PasswordReset {
  readonly token: string;
  readonly newPassword: string;
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

/**
 * Sets a new password by a link from the mailbox. It signs nobody in and ends every session; the mailbox proves the
 * address. The client becomes a known device, so that an owner whom strangers have locked out gets in.
 *
 * A new password that is refused leaves the link as it is; of several requests with one link one wins.
 */
export async function resetPassword(deps: AccountDeps, input: PasswordReset): Promise<{ deviceToken: string }> {
  const { token, newPassword, client } = input;
  const link = (await deps.links.find("reset-password", token)) ?? linkIsInvalid();
  const owner = (await deps.store.users.byId(link.userId)) ?? linkIsInvalid();
  assertStillMeant(link, owner);
  deps.passwordPolicy.assertAllowed(newPassword, owner, "newPassword");
  const passwordHash = await deps.hasher.hash(newPassword, { lane: "priority", ip: client.ip });
  if ((await deps.links.take("reset-password", token)) === null) linkIsInvalid();

  const change = (user: User): Partial<User> => {
    assertStillMeant(link, user);
    const now = deps.clock.now();
    return {
      passwordHash,
      ...endEpoch(user, "password-reset", now),
      emailVerifiedAt: user.emailVerifiedAt ?? now,
      passwordChangedAt: now,
      updatedAt: now,
    };
  };
  const user = await updateUser(deps.store.users, link.userId, change, linkIsInvalid);
  deps.audit.record({ name: "password_reset", userId: user._id, sessionId: null, client });
  // Once it is answered, no crash can lose the notice.
  await deps.background.run(() => deps.mailer.enqueue({ kind: "password-reset", user, client }));
  return { deviceToken: deps.devices.remember(user, input.presentedDevice) };
}

/** A link ends with the password that it was to replace, and with the address that it was sent to. */
function assertStillMeant({ payload }: LinkClaim, user: User): void {
  if (payload.email !== user.email || payload.passwordChangedAt !== user.passwordChangedAt) {
    throw new ApiError("LINK_INVALID");
  }
}
