import type { OneTimePurpose, QueuedJob, User, UserStore } from "../../stores/Store.js";
import type { Events } from "../events/index.js";
import { linkEmail } from "./linkEmails.js";
import type { MailTransport } from "./MailTransport.js";
import { type QueuedMail, type QueuedNotice, readMailJob } from "./mailJob.js";
import { noticeEmail } from "./noticeEmails.js";
import type { LinkPayload, OneTimeLinks } from "./OneTimeLinks.js";
import { type EmailContent, renderEmail } from "./renderEmail.js";

interface MailDeliveryDeps {
  users: UserStore;
  links: OneTimeLinks;
  transport: MailTransport;
  events: Events;
  /** The configured one, without a trailing slash. */
  publicUrl: string;
}

type LinkMail = Exclude<QueuedMail, QueuedNotice>;

/** Who gets a link, and what it will be about. */
interface Recipient {
  user: User;
  payload: LinkPayload;
  /** The address belongs to another account, which gets nothing. The link is created all the same: it ends the requester's earlier one. */
  isStranger?: boolean;
}

/**
 * Sends the emails of the queue. What is true when the email is written decides, not what was true when it was requested: an
 * email that has become pointless is dropped silently, so nobody learns from its absence why.
 */
export class MailDelivery {
  readonly #deps: MailDeliveryDeps;

  constructor(deps: MailDeliveryDeps) {
    this.#deps = deps;
  }

  /** The handler of the queue's email jobs. */
  async deliver(job: QueuedJob): Promise<void> {
    const { transport, events, publicUrl } = this.#deps;
    const mail = readMailJob(job);
    const content = "fullName" in mail ? noticeEmail(mail, publicUrl) : await this.#emailWithLink(mail);
    if (content === null) return;
    const message = { kind: mail.kind, to: mail.to, subject: content.subject, ...renderEmail(content) };
    try {
      await transport.send(message);
    } catch (error) {
      events.emit("mail.failed");
      throw error;
    }
    events.emit("mail.sent");
  }

  async #emailWithLink(mail: LinkMail): Promise<EmailContent | null> {
    const { users, links, publicUrl } = this.#deps;
    const purpose: OneTimePurpose = mail.kind;
    const recipient = await recipientOf(users, mail);
    if (recipient === null) return null;
    const { user, payload, isStranger } = recipient;
    // The life of the link begins here, however long the mail server was unavailable.
    const token = await links.issue({ purpose, userId: user._id, payload });
    return isStranger ? null : linkEmail(purpose, { publicUrl, token, fullName: user.fullName });
  }
}

/** `null` when nobody gets the email. */
async function recipientOf(users: UserStore, mail: LinkMail): Promise<Recipient | null> {
  const email = mail.to;
  const owner = await users.byLogin({ email });
  switch (mail.kind) {
    case "verify-email":
      return owner === null || owner.emailVerifiedAt !== null ? null : { user: owner, payload: { email } };
    case "reset-password":
      return owner === null ? null : { user: owner, payload: { email, passwordChangedAt: owner.passwordChangedAt } };
    case "change-email": {
      const { passwordChangedAt, from } = mail;
      const user = await users.byId(mail.userId);
      // An owner who has changed the password since may have done so because the change was not theirs.
      if (user === null || user.passwordChangedAt !== passwordChangedAt) return null;
      if (from !== undefined && user.email !== from) return null;
      // Another account's address: everything that the requester can see must be as for a free one, or it shows who has an account.
      const isStranger = owner !== null && owner._id !== mail.userId;
      return { user, payload: { email, passwordChangedAt, ...(from !== undefined && { from }) }, isStranger };
    }
  }
}
