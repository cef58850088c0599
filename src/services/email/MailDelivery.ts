import type { QueuedJob, User, UserStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { MINUTE } from "../../utils/duration.js";
import { haveFactorsChanged } from "../assurance/index.js";
import type { Events } from "../events/index.js";
import type { AppFields, UserViews } from "../fields/index.js";
import type { TrustedDevices } from "../rateLimit/index.js";
import { linkWithCode } from "./codeEmail.js";
import type { EmailCodes } from "./EmailCodes.js";
import { linkTo } from "./linkEmails.js";
import { localeOf } from "./localeOf.js";
import type { MailContents, UnwrittenMail } from "./MailContents.js";
import type { MailTransport } from "./MailTransport.js";
import { type QueuedMail, type QueuedNotice, readMailJob } from "./mailJob.js";
import type { OutgoingMail } from "./mails.js";
import { noticeData } from "./noticeEmails.js";
import { LINK_LIFE, type LinkPayload, type OneTimeLinks } from "./OneTimeLinks.js";
import { greetableName } from "./plainText.js";

interface MailDeliveryDeps {
  users: UserStore;
  clock: Clock;
  links: OneTimeLinks;
  emailCodes: EmailCodes;
  trustedDevices: Pick<TrustedDevices, "findByFingerprint">;
  contents: MailContents;
  transport: MailTransport;
  events: Events;
  fields: AppFields;
  userViews: UserViews;
  /** The configured one, without a trailing slash. */
  publicUrl: string;
}

type CodeMail = Extract<QueuedMail, { kind: "email-code" }>;
type LinkMail = Exclude<QueuedMail, QueuedNotice | CodeMail>;

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
    const { contents, transport, events } = this.#deps;
    const mail = await this.#unwritten(readMailJob(job));
    if (mail === null) return;
    try {
      const message = { ...mail, ...(await contents.write(mail)), locale: mail.data.locale };
      // Each kind has its own data, which `UnwrittenMail` says too.
      await transport.send(message as OutgoingMail);
    } catch (error) {
      events.emit("mail.failed");
      throw error;
    }
    events.emit("mail.sent");
  }

  async #unwritten(mail: QueuedMail): Promise<UnwrittenMail | null> {
    if ("fullName" in mail) return { kind: mail.kind, to: mail.to, data: await noticeData(mail, this.#deps) };
    return mail.kind === "email-code" ? this.#withCode(mail) : this.#withLink(mail);
  }

  async #withLink(mail: LinkMail): Promise<UnwrittenMail | null> {
    const { users, links, publicUrl } = this.#deps;
    const { kind, to } = mail;
    const recipient = await recipientOf(users, mail);
    if (recipient === null) return null;
    const { user, payload, isStranger } = recipient;
    // The life of the link begins here, however long the mail server was unavailable.
    const token = await links.issue({ purpose: kind, userId: user._id, payload });
    if (isStranger) return null;
    const link = linkTo(kind, { publicUrl, token });
    return { kind, to, data: { ...this.#about(user), link, minutes: LINK_LIFE / MINUTE } };
  }

  /** A disabled account gets none: it could not sign in with it. */
  async #withCode({ kind, to, flowHash, device, expiresAt }: CodeMail): Promise<UnwrittenMail | null> {
    const { users, clock, emailCodes, trustedDevices, publicUrl } = this.#deps;
    const user = await users.byLogin({ email: to });
    if (user === null || user.disabledAt !== null) return null;
    const isOfKnownDevice = trustedDevices.findByFingerprint(device, user) !== null;
    const code = await emailCodes.issue(user, { flowHash, isOfKnownDevice, expiresAt });
    if (code === null) return null;
    // What is left of the flow's life, which began with the request.
    const minutes = Math.max(1, Math.ceil((expiresAt - clock.now()) / MINUTE));
    return { kind, to, data: { ...this.#about(user), code, link: linkWithCode(code, { publicUrl }), minutes } };
  }

  #about(user: User) {
    const { userViews, fields } = this.#deps;
    return {
      user: userViews.of(user),
      name: greetableName(user.fullName ?? ""),
      locale: localeOf(fields, user.fields),
    };
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
      const { kind: _kind, to: _to, userId, ...requested } = mail;
      const user = await users.byId(userId);
      // An owner who has changed the password since may have done so because the change was not theirs.
      if (user === null || user.passwordChangedAt !== requested.passwordChangedAt) return null;
      if (requested.from !== undefined && user.email !== requested.from) return null;
      if (haveFactorsChanged(user, requested)) return null;
      // Another account's address: everything that the requester can see must be as for a free one, or it shows who has an account.
      const isStranger = owner !== null && owner._id !== userId;
      return { user, payload: { email, ...requested }, isStranger };
    }
  }
}
