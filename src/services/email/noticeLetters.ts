import { readableUtc } from "../../utils/utcTime.js";
import type { Letter } from "./Letter.js";
import { greetingOf } from "./linkLetters.js";
import type { NoticeKind, QueuedNotice } from "./mailJob.js";
import { addressText, browserText } from "./plainText.js";

interface NoticeTexts {
  subject: string;
  what: string;
  ifNotYou: string;
}

const CHANGE_PASSWORD = "change your password at once, which ends every other session.";

const TEXTS: Record<NoticeKind, (site: string) => NoticeTexts> = {
  "new-sign-in": (site) => ({
    subject: `New sign-in at ${site}`,
    what: `Somebody signed in to your account at ${site} with your password, from a browser or network that was not seen before.`,
    ifNotYou: `If this was not you, ${CHANGE_PASSWORD}`,
  }),
  "token-reused": (site) => ({
    subject: `A session was ended at ${site}`,
    what: `A session of your account at ${site} was ended, because a copy of its token was used. Sign in again there.`,
    ifNotYou: `If you cannot explain it, check that device for unwanted programs and ${CHANGE_PASSWORD}`,
  }),
  "password-changed": (site) => ({
    subject: `Your password was changed at ${site}`,
    what: `The password of your account at ${site} was changed. Every other session has ended.`,
    ifNotYou: `If this was not you, ask for a new password at ${site} at once, with this email address.`,
  }),
  "password-reset": (site) => ({
    subject: `Your password was reset at ${site}`,
    what: `The password of your account at ${site} was reset by a link in an email. Every session has ended.`,
    ifNotYou: `If this was not you, somebody can read your mail: secure your mailbox, then ask for a new password at ${site}.`,
  }),
  "username-changed": (site) => ({
    subject: `Your username was changed at ${site}`,
    what: `The username of your account at ${site} was changed by somebody who knows your password. You can sign in with the new one, or with this email address.`,
    ifNotYou: `If this was not you, sign in with this email address and ${CHANGE_PASSWORD}`,
  }),
  "email-change-requested": (site) => ({
    subject: `Another email address was asked for at ${site}`,
    what: `Somebody who knows your password asked for another email address for your account at ${site}. It changes when the new address is confirmed.`,
    ifNotYou: `If this was not you, ${CHANGE_PASSWORD} It also ends the change of the address.`,
  }),
  "email-changed": (site) => ({
    subject: `Your email address was changed at ${site}`,
    what: `Your account at ${site} has another email address now. This is the last mail to the old one.`,
    ifNotYou: `If this was not you, somebody has taken over the account: tell those who run ${site} at once.`,
  }),
  "account-deleted": (site) => ({
    subject: `Your account was deleted at ${site}`,
    what: `Your account at ${site} was deleted, with all that belonged to it.`,
    ifNotYou: "If this was not you, somebody knew your password: change it wherever else you use it.",
  }),
};

/** A mail about what has happened: when, from where, and what to do if it was somebody else. It carries no link. */
export function noticeLetter(notice: QueuedNotice, publicUrl: string): Letter {
  const { subject, what, ifNotYou } = TEXTS[notice.kind](new URL(publicUrl).host);
  const facts = [
    `Time: ${readableUtc(notice.at)}`,
    `IP address: ${addressText(notice.ip) ?? "unknown"}`,
    `Browser: ${browserText(notice.userAgent) ?? "unknown"}`,
  ];
  return { subject, greeting: greetingOf(notice.fullName), opening: [what, ...facts], link: null, closing: [ifNotYou] };
}
