import { readableUtc } from "../../utils/utcTime.js";
import { greeting } from "./linkEmails.js";
import { DEFAULT_LOCALE } from "./localeOf.js";
import type { NoticeKind, QueuedNotice } from "./mailJob.js";
import type { NoticeMail } from "./mails.js";
import { addressText, browserText, greetableName } from "./plainText.js";
import type { EmailContent } from "./renderEmail.js";

interface NoticeTexts {
  subject: string;
  what: string;
  ifNotYou: string;
}

const CHANGE_PASSWORD = "change your password at once. This signs out every other device.";

const TEXTS: Record<NoticeKind, (site: string) => NoticeTexts> = {
  "new-sign-in": (site) => ({
    subject: `New sign-in at ${site}`,
    what: `Somebody signed in to your account at ${site} with your password, from a new browser or network.`,
    ifNotYou: `If this was not you, ${CHANGE_PASSWORD}`,
  }),
  "token-reused": (site) => ({
    subject: `A session was ended at ${site}`,
    what: `A session of your account at ${site} was ended because a copy of its token was used. Sign in again on that device.`,
    ifNotYou: `If you cannot explain it, check that device for malware and ${CHANGE_PASSWORD}`,
  }),
  "password-changed": (site) => ({
    subject: `Your password was changed at ${site}`,
    what: `The password of your account at ${site} was changed. All other devices have been signed out.`,
    ifNotYou: `If this was not you, request a new password at ${site} at once, with this email address.`,
  }),
  "password-reset": (site) => ({
    subject: `Your password was reset at ${site}`,
    what: `The password of your account at ${site} was reset with a link from an email. All devices have been signed out.`,
    ifNotYou: `If this was not you, somebody can read your email: secure your mailbox, then request a new password at ${site}.`,
  }),
  "username-changed": (site) => ({
    subject: `Your username was changed at ${site}`,
    what: `The username of your account at ${site} was changed. You can sign in with the new username or with this email address.`,
    ifNotYou: `If this was not you, sign in with this email address and ${CHANGE_PASSWORD}`,
  }),
  "email-change-requested": (site) => ({
    subject: `A new email address was requested at ${site}`,
    what: `Somebody who knows your password requested a new email address for your account at ${site}. It changes when the new address is confirmed.`,
    ifNotYou: `If this was not you, ${CHANGE_PASSWORD} It also cancels the change of the address.`,
  }),
  "email-changed": (site) => ({
    subject: `Your email address was changed at ${site}`,
    what: `Your account at ${site} now has a new email address. This is the last email to the old one.`,
    ifNotYou: `If this was not you, somebody has taken over your account: contact the operator of ${site} at once.`,
  }),
  "account-deleted": (site) => ({
    subject: `Your account was deleted at ${site}`,
    what: `Your account at ${site} and all its data have been deleted.`,
    ifNotYou: "If this was not you, somebody knew your password: change it wherever else you use it.",
  }),
};

/** What a notice of the queue says. The texts in it come from strangers, and none may become a link. */
export function noticeData({ to, fullName, at, ip, userAgent, locale = DEFAULT_LOCALE }: QueuedNotice): NoticeMail {
  return {
    user: { fullName, email: to },
    name: greetableName(fullName),
    at,
    ip: addressText(ip),
    browser: browserText(userAgent),
    locale,
  };
}

/** Our text of an email about what has happened: when, from where, and what to do if it was somebody else. It has no link. */
export function noticeEmail(kind: NoticeKind, { name, at, ip, browser }: NoticeMail, publicUrl: string): EmailContent {
  const { subject, what, ifNotYou } = TEXTS[kind](new URL(publicUrl).host);
  const facts = [`Time: ${readableUtc(at)}`, `IP address: ${ip ?? "unknown"}`, `Browser: ${browser ?? "unknown"}`];
  return { subject, greeting: greeting(name), opening: [what, ...facts], link: null, closing: [ifNotYou] };
}
