import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectLink } from "./accountErrors.js";
import { updateUser } from "./updateUser.js";

/** A link from an email that somebody has opened. */
export interface OpenedLink {
  readonly token: string;
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

export interface OpenedLinkResult {
  readonly user: User;
  /** `null` when the browser was not known before: a link alone makes no browser known. */
  readonly deviceToken: string | null;
}

type EmailVerificationDeps = Pick<AccountDeps, "users" | "clock" | "audit" | "mailer" | "links" | "trustedDevices">;

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

  /** Marks the address as verified, if it still is the account's. Throws LINK_INVALID. */
  async verify({ token, presentedDevice, client }: OpenedLink): Promise<OpenedLinkResult> {
    const { users, clock, audit, links, trustedDevices } = this.#deps;
    const link = (await links.take("verify-email", token)) ?? rejectLink();
    let before: User | null = null;
    const markVerified = (user: User): Partial<User> => {
      if (user.email !== link.payload.email) rejectLink();
      before = user;
      const now = clock.now();
      return { emailVerifiedAt: user.emailVerifiedAt ?? now, updatedAt: now };
    };
    const user = await updateUser(users, link.userId, markVerified, rejectLink);
    audit.record({ name: "email_verified", userId: user._id, sessionId: null, client });
    return { user, deviceToken: trustedDevices.renew(presentedDevice, { before: before ?? user, after: user }) };
  }
}
