import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { LinkClaim } from "../email/index.js";
import { hasPassword } from "../password/index.js";
import type { AccountDeletion } from "./AccountDeletion.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectLink } from "./accountErrors.js";
import { countCredentials } from "./LastMethod.js";
import type { LinkPassword } from "./LinkPassword.js";
import type { OpenedLink, OpenedLinkResult } from "./OpenedLink.js";
import { registrationFacts } from "./registrationFacts.js";
import { updateUser } from "./updateUser.js";

interface OpenedVerification extends OpenedLink {
  /** The cookie of the browser that registered the account. */
  readonly presentedRegistration: string | null;
}

type EmailVerificationDeps = Pick<
  AccountDeps,
  "store" | "users" | "clock" | "audit" | "mailer" | "links" | "trustedDevices" | "registrationProofs"
> & { readonly linkPassword: LinkPassword; readonly accountDeletion: AccountDeletion };

/** Verifying that the address of an account is its owner's. */
export class EmailVerification {
  readonly #deps: EmailVerificationDeps;

  constructor(deps: EmailVerificationDeps) {
    this.#deps = deps;
  }

  /** Queues an email with a link, if the address belongs to an account and is not verified. Throws RATE_LIMITED. */
  async resend(email: string): Promise<void> {
    await this.#deps.mailer.enqueue({ kind: "verify-email", to: email });
  }

  /**
   * Marks the address as verified, if it still is the account's, and if who opens the link has also registered the account: a
   * stranger may have registered with an address that is not theirs, and must not keep the account once its owner opens the link.
   * A refusal leaves the link valid. Of several requests with one link, one succeeds.
   * Throws LINK_INVALID, REGISTRATION_UNCONFIRMED, INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED.
   */
  async verify(opened: OpenedVerification): Promise<OpenedLinkResult> {
    const { clock, audit, links, trustedDevices, users } = this.#deps;
    const { token, presentedDevice, client } = opened;
    const link = (await links.find("verify-email", token)) ?? rejectLink();
    const owner = await this.#ownerOf(link);
    await this.#assertRegistrant(owner, opened);
    if ((await links.take("verify-email", token)) === null) rejectLink();

    let before = owner;
    const markVerified = (user: User): Partial<User> => {
      // What was proved was proved of that address and that password.
      if (user.email !== owner.email || user.passwordChangedAt !== owner.passwordChangedAt) rejectLink();
      before = user;
      const now = clock.now();
      return { emailVerifiedAt: user.emailVerifiedAt ?? now, updatedAt: now };
    };
    const user = await updateUser(users, link.userId, markVerified, rejectLink);
    audit.record({ name: "email_verified", userId: user._id, sessionId: null, client });
    return { user, deviceToken: trustedDevices.renew(presentedDevice, { before, after: user }) };
  }

  /**
   * Deletes the account with all its data, for the owner of the mailbox, who has not registered it. A verified address shows that
   * its owner has accepted the account: then the link does nothing. Of several requests with one link, one succeeds.
   * Throws LINK_INVALID.
   */
  async disown({ token, client }: { token: string; client: ClientInfo }): Promise<void> {
    const { links, accountDeletion } = this.#deps;
    const link = (await links.find("verify-email", token)) ?? rejectLink();
    const owner = await this.#ownerOf(link);
    const isDeleted = await accountDeletion.deleteUnverified(owner, client);
    if (!isDeleted) rejectLink();
  }

  async #ownerOf({ userId, payload }: LinkClaim): Promise<User> {
    const user = await this.#deps.users.byId(userId);
    return user === null || user.email !== payload.email ? rejectLink() : user;
  }

  /** Nobody can have got in where there is neither a password nor a passkey nor an identity; a verified address has passed this already. */
  async #assertRegistrant(user: User, opened: OpenedVerification): Promise<void> {
    const { store, audit, linkPassword, registrationProofs } = this.#deps;
    if (user.emailVerifiedAt !== null) return;
    if (!hasPassword(user) && (await countCredentials(store, user._id)) === 0) return;
    if (opened.signedInUserId === user._id) return;
    if (registrationProofs.proves(opened.presentedRegistration, user)) return;
    if (opened.password !== null) return linkPassword.verify(user, opened.password, opened);
    throw new ApiError("REGISTRATION_UNCONFIRMED", { extras: { registration: await registrationFacts(audit, user) } });
  }
}
