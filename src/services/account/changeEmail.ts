import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { AccountDeps } from "./AccountDeps.js";
import { linkIsInvalid } from "./linkIsInvalid.js";
import { type PasswordProof, provePassword } from "./provePassword.js";
import { updateUser } from "./updateUser.js";
import type { FollowedLink, MailboxProof } from "./verifyEmail.js";

export interface EmailChangeRequest extends PasswordProof {
  readonly newEmail: string;
}

/**
 * Warns the old address and sends a link to the new one. The answer is the same when the new one belongs to somebody else:
 * then no link is sent. Throws INVALID_CREDENTIALS, RATE_LIMITED, VALIDATION_FAILED.
 */
export async function requestEmailChange(deps: AccountDeps, input: EmailChangeRequest): Promise<void> {
  const { newEmail, sessionId, client } = input;
  const user = await provePassword(deps, "reauth.account", input);
  if (newEmail === user.email) {
    const message = "This is the address of the account already.";
    throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "newEmail", message }] });
  }
  await deps.mailer.enqueue({ kind: "email-change-requested", user, client });
  const { _id: userId, passwordChangedAt } = user;
  await deps.mailer.enqueue({ kind: "change-email", userId, to: newEmail, passwordChangedAt });
  deps.audit.record({ name: "email_change_requested", userId, sessionId, client, detail: { newEmail } });
}

/** Makes the new address the account's, which proves it too, and tells the old one. Throws LINK_INVALID. */
export async function confirmEmailChange(deps: AccountDeps, input: FollowedLink): Promise<MailboxProof> {
  const { token, client } = input;
  const link = (await deps.links.take("change-email", token)) ?? linkIsInvalid();
  const before = (await deps.store.users.byId(link.userId)) ?? linkIsInvalid();
  const changed = (user: User): Partial<User> => {
    // The owner who read the warning and changed the password has ended the link.
    if (user.passwordChangedAt !== link.payload.passwordChangedAt) linkIsInvalid();
    const now = deps.clock.now();
    return { email: link.payload.email, emailVerifiedAt: now, updatedAt: now };
  };
  const user = await updateUser(deps.store.users, link.userId, changed, linkIsInvalid).catch(refuseTaken);
  deps.audit.record({
    name: "email_changed",
    userId: user._id,
    sessionId: null,
    client,
    detail: { from: before.email },
  });
  // Once it is answered, no crash can lose the notice.
  await deps.background.run(() => deps.mailer.enqueue({ kind: "email-changed", user: before, client }));
  return { user, deviceToken: deps.devices.renew(input.presentedDevice, { before, after: user }) };
}

/** Somebody else took the address since the link was sent; whoever holds the link must not learn that. */
function refuseTaken(error: unknown): never {
  if (error instanceof ApiError && error.code === "USER_EXISTS") throw new ApiError("LINK_INVALID", { cause: error });
  throw error;
}
