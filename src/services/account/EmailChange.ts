import { apiText } from "../../messages/api/index.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { LinkClaim } from "../email/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectLink } from "./accountErrors.js";
import type { LinkPassword } from "./LinkPassword.js";
import type { OpenedLink, OpenedLinkResult } from "./OpenedLink.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";
import { updateUser } from "./updateUser.js";

interface EmailChangeInput extends SensitiveRequest {
  readonly newEmail: string;
}

type EmailChangeDeps = Pick<
  AccountDeps,
  "store" | "users" | "clock" | "background" | "audit" | "mailer" | "links" | "trustedDevices"
> & { readonly sensitiveChanges: SensitiveChanges; readonly linkPassword: LinkPassword };

/** Moving an account to another email address. */
export class EmailChange {
  readonly #deps: EmailChangeDeps;

  constructor(deps: EmailChangeDeps) {
    this.#deps = deps;
  }

  /**
   * Warns the old address and emails a link to the new one. The answer is the same when the new address belongs to another
   * account, which gets no link: otherwise it would show who has an account.
   * Throws VALIDATION_FAILED, and as {@link SensitiveChanges.confirm} does.
   */
  async request(input: EmailChangeInput): Promise<void> {
    const { audit, mailer, sensitiveChanges } = this.#deps;
    const { newEmail, sessionId, client } = input;
    const user = await sensitiveChanges.confirm(input);
    if (newEmail === user.email) {
      throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "newEmail", ...apiText("email.current") }] });
    }
    await mailer.enqueue({ kind: "email-change-requested", user, client });
    const { _id: userId, passwordChangedAt, email: from } = user;
    await mailer.enqueue({ kind: "change-email", userId, to: newEmail, passwordChangedAt, from });
    audit.record({ name: "email_change_requested", userId, sessionId, client, detail: { newEmail } });
  }

  /**
   * Changes the address, which the link verifies too, and notifies the old one. The link shows who reads the new mailbox, which
   * may be a stranger's: a typo, or a thief's who asked for the change. So it finishes only in a browser that is signed in to the
   * account, or with its password. A refusal leaves the link valid.
   * Throws LINK_INVALID, REAUTHENTICATION_REQUIRED, INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED.
   */
  async confirm(opened: OpenedLink): Promise<OpenedLinkResult> {
    const { store, users, clock, background, audit, mailer, links, trustedDevices } = this.#deps;
    const { token, presentedDevice, client } = opened;
    const link = (await links.find("change-email", token)) ?? rejectLink();
    const before = (await users.byId(link.userId)) ?? rejectLink();
    assertUnchanged(link, before);
    await this.#assertOwner(before, opened);
    if ((await links.take("change-email", token)) === null) rejectLink();
    const setAddress = (user: User): Partial<User> => {
      assertUnchanged(link, user);
      const now = clock.now();
      return { email: link.payload.email, emailVerifiedAt: now, updatedAt: now };
    };
    const user = await updateUser(users, link.userId, setAddress, rejectLink).catch(rejectTakenAddress);
    const detail = { from: before.email };
    audit.record({ name: "email_changed", userId: user._id, sessionId: null, client, detail });
    // Awaited, so that no crash after the answer can lose the email.
    await background.run(() => mailer.enqueue({ kind: "email-changed", user: before, client }));
    // No code that lies in the old mailbox signs in: each names its address, and this deletes them.
    await background.run(() => store.emailCodes.delete(user._id));
    return { user, deviceToken: trustedDevices.renew(presentedDevice, { before, after: user }) };
  }

  async #assertOwner(user: User, opened: OpenedLink): Promise<void> {
    if (opened.signedInUserId === user._id) return;
    if (opened.password === null) throw new ApiError("REAUTHENTICATION_REQUIRED");
    await this.#deps.linkPassword.verify(user, opened.password, opened);
  }
}

function assertUnchanged({ payload }: LinkClaim, user: User): void {
  const { passwordChangedAt, from = user.email } = payload;
  // An owner who reads the warning and changes the password ends the link.
  if (user.passwordChangedAt !== passwordChangedAt) rejectLink();
  // So does the app's server that sets another address: it may take the account back from a thief.
  if (user.email !== from) rejectLink();
}

/** Another account has taken the address since the link was sent. The holder of the link must not learn that. */
function rejectTakenAddress(error: unknown): never {
  if (error instanceof ApiError && error.code === "USER_EXISTS") throw new ApiError("LINK_INVALID", { cause: error });
  throw error;
}
