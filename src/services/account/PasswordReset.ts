import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import type { LinkClaim } from "../email/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectLink } from "./accountErrors.js";
import { endEpoch, updateUser } from "./updateUser.js";

interface PasswordResetInput {
  readonly token: string;
  readonly newPassword: string;
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

type PasswordResetDeps = Pick<
  AccountDeps,
  | "store"
  | "users"
  | "clock"
  | "background"
  | "audit"
  | "hasher"
  | "passwordPolicy"
  | "mailer"
  | "links"
  | "trustedDevices"
>;

/** Setting a new password with a link from an email. */
export class PasswordReset {
  readonly #deps: PasswordResetDeps;

  constructor(deps: PasswordResetDeps) {
    this.#deps = deps;
  }

  /**
   * Queues an email with a link, if the address belongs to an account. The work is the same for every address: whether it does
   * is looked up when the email is sent, not here. Throws RATE_LIMITED.
   */
  async request(email: string): Promise<void> {
    await this.#deps.mailer.enqueue({ kind: "reset-password", to: email });
  }

  /**
   * Sets a new password. It signs nobody in and ends every session; the link also verifies the address. The client becomes a
   * trusted device, so that an owner whose account strangers have locked can sign in.
   *
   * A refused password leaves the link valid. Of several requests with one link, one succeeds.
   * Throws LINK_INVALID, VALIDATION_FAILED (the password), OVERLOADED.
   */
  async reset(input: PasswordResetInput): Promise<{ deviceToken: string }> {
    const { users, background, audit, hasher, passwordPolicy, mailer, links } = this.#deps;
    const { token, newPassword, client } = input;
    const link = (await links.find("reset-password", token)) ?? rejectLink();
    const owner = (await users.byId(link.userId)) ?? rejectLink();
    assertUnchanged(link, owner);
    await passwordPolicy.assertAccepted(newPassword, owner, "newPassword");
    const passwordHash = await hasher.hash(newPassword, { lane: "priority", ip: client.ip });
    if ((await links.take("reset-password", token)) === null) rejectLink();

    // Before, so that no crash leaves a stranger's; and after, for one that was added meanwhile.
    await this.#endAuthenticatorsOfStranger(owner);
    const change = (current: User) => this.#changed(current, link, passwordHash);
    const user = await updateUser(users, link.userId, change, rejectLink);
    await this.#endAuthenticatorsOfStranger(owner);
    audit.record({ name: "password_reset", userId: user._id, sessionId: null, client });
    // Awaited, so that no crash after the answer can lose the email.
    await background.run(() => mailer.enqueue({ kind: "password-reset", user, client }));
    return { deviceToken: this.#deps.trustedDevices.issue(user, input.presentedDevice) };
  }

  /**
   * Who has registered a never verified address need not be its owner, and must not keep a foothold. A verified address is the
   * owner's: a reset never touches those factors, identities and mailed codes.
   */
  async #endAuthenticatorsOfStranger({ _id: userId, emailVerifiedAt }: User): Promise<void> {
    const { passkeys, identities, secondFactors, emailCodes } = this.#deps.store;
    if (emailVerifiedAt !== null) return;
    await Promise.all([
      passkeys.deleteByUser(userId),
      identities.deleteByUser(userId),
      secondFactors.delete(userId),
      emailCodes.delete(userId),
    ]);
  }

  #changed(user: User, link: LinkClaim, passwordHash: string): Partial<User> {
    assertUnchanged(link, user);
    const now = this.#deps.clock.now();
    return {
      passwordHash,
      ...endEpoch(user, "password-reset", now),
      emailVerifiedAt: user.emailVerifiedAt ?? now,
      passwordChangedAt: now,
      updatedAt: now,
    };
  }
}

/** A link stops working when the password or the address changes. */
function assertUnchanged({ payload }: LinkClaim, user: User): void {
  if (payload.email !== user.email || payload.passwordChangedAt !== user.passwordChangedAt) rejectLink();
}
