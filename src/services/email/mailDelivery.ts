import type { OneTimePurpose, User, UserStore } from "../../stores/Store.js";
import type { Events } from "../events/index.js";
import type { JobHandler } from "../queue/index.js";
import type { Letter } from "./Letter.js";
import { linkLetter } from "./linkLetters.js";
import type { MailTransport } from "./MailTransport.js";
import { type QueuedMail, type QueuedNotice, readMailJob } from "./mailJob.js";
import { noticeLetter } from "./noticeLetters.js";
import type { LinkPayload, OneTimeLinks } from "./oneTimeLinks.js";
import { renderLetter } from "./renderLetter.js";

interface Deps {
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
  /** The mailbox is somebody else's, who gets nothing. The link is made all the same: it ends the asker's earlier one. */
  isStranger?: boolean;
}

/**
 * Sends the mails of the queue. What is true when the mail is made decides, not what was true when it was asked for: a mail
 * that has become pointless is dropped without a word, so nobody learns from a mail's absence why.
 */
export function createMailDelivery(deps: Deps): JobHandler {
  return async (job) => {
    const mail = readMailJob(job);
    const letter = "fullName" in mail ? noticeLetter(mail, deps.publicUrl) : await letterWithLink(deps, mail);
    if (letter === null) return;
    const message = { kind: mail.kind, to: mail.to, subject: letter.subject, ...renderLetter(letter) };
    try {
      await deps.transport.send(message);
    } catch (error) {
      deps.events.emit("mail.failed");
      throw error;
    }
    deps.events.emit("mail.sent");
  };
}

async function letterWithLink(deps: Deps, mail: LinkMail): Promise<Letter | null> {
  const purpose: OneTimePurpose = mail.kind;
  const recipient = await recipientOf(deps.users, mail);
  if (recipient === null) return null;
  const { user, payload, isStranger } = recipient;
  // The life of the link begins here, however long the mail server was away.
  const token = await deps.links.mint({ purpose, userId: user._id, payload });
  if (isStranger) return null;
  return linkLetter(purpose, { publicUrl: deps.publicUrl, token, fullName: user.fullName });
}

/** `null` when nobody is to get the mail. */
async function recipientOf(users: UserStore, mail: LinkMail): Promise<Recipient | null> {
  const email = mail.to;
  const owner = await users.byLogin({ email });
  switch (mail.kind) {
    case "verify-email":
      return owner === null || owner.emailVerifiedAt !== null ? null : { user: owner, payload: { email } };
    case "reset-password":
      return owner === null ? null : { user: owner, payload: { email, passwordChangedAt: owner.passwordChangedAt } };
    case "change-email": {
      const { passwordChangedAt } = mail;
      const user = await users.byId(mail.userId);
      // Who has changed the password since may have done so because the change was not theirs.
      if (user === null || user.passwordChangedAt !== passwordChangedAt) return null;
      // Somebody else's address: whatever the asker can look at must be as for a free one, or it shows who has an account.
      const isStranger = owner !== null && owner._id !== mail.userId;
      return { user, payload: { email, passwordChangedAt }, isStranger };
    }
  }
}
