import { DEFAULT_LANGUAGE } from "../../language/index.js";
import { type MailLanguage, mailLanguage } from "../../messages/mails/index.js";
import { longDate, shortTime } from "../../utils/utcTime.js";
import { deviceName } from "./deviceName.js";
import { type EmailContent, greetingFor, type MailSite, namesOf } from "./EmailContent.js";
import type { NoticeKind, QueuedNotice } from "./mailJob.js";
import type { NoticeMail } from "./mails.js";
import { addressText, greetableName } from "./plainText.js";

/**
 * Where "Secure my account" leads. The page of the password asks for a sign-in first, and its change signs every other device out.
 * Where the owner's password may no longer be right, it is the page for a forgotten one. It never holds a token: a thief who reads
 * the mail gains nothing. `null`: the account is gone, or has left this address, and no page can help its reader.
 */
const SECURE_PAGES: Record<NoticeKind, string | null> = {
  "new-sign-in": "account/password",
  "token-reused": "account/password",
  "password-changed": "forgot-password",
  "password-reset": "forgot-password",
  "username-changed": "account/password",
  "passkey-added": "account/security",
  "passkey-removed": "account/security",
  "identity-linked": "account/security",
  "identity-unlinked": "account/security",
  "email-change-requested": "account/password",
  "email-changed": null,
  "totp-enabled": "account/security",
  "totp-disabled": "account/security",
  "recovery-codes-made": "account/security",
  "recovery-code-used": "account/security",
  "second-factor-refused": "account/password",
  "second-factors-reset": "account/security",
  "account-deleted": null,
};

/** What a notice of the queue says. The texts in it come from strangers, and none may become a link. */
export async function noticeData(mail: QueuedNotice, { publicUrl }: Pick<MailSite, "publicUrl">): Promise<NoticeMail> {
  const { kind, to, fullName, at, ip, userAgent, locale = DEFAULT_LANGUAGE, codesLeft, provider } = mail;
  const page = SECURE_PAGES[kind];
  return {
    user: { fullName: fullName === "" ? null : fullName, email: to },
    name: greetableName(fullName),
    at,
    ip: addressText(ip),
    browser: await deviceName(userAgent, mailLanguage(locale).t),
    secureLink: page === null ? null : `${publicUrl}/${page}`,
    locale,
    ...(codesLeft !== undefined && { codesLeft }),
    ...(provider !== undefined && { provider }),
  };
}

/** Our text of an email about what has happened: when, by which device, from where, and what to do if it was somebody else. */
export function noticeEmail(kind: NoticeKind, data: NoticeMail, site: MailSite): EmailContent {
  const language = mailLanguage(data.locale);
  const { t } = language;
  const names = namesOf(site);
  const facts = factsOf(data, language);
  const { name, secureLink, codesLeft, provider } = data;
  return {
    language,
    subject: t(`${kind}.subject`, names),
    heading: t(`${kind}.heading`),
    preview: facts.summary,
    greeting: greetingFor(name, t),
    opening: [
      t(`${kind}.opening`, names),
      ...(codesLeft === undefined ? [] : [t("codesLeft", { count: codesLeft })]),
      ...(provider === undefined ? [] : [t("providerIs", { provider })]),
    ],
    facts,
    advice: [t(`${kind}.otherwise`, names)],
    link: secureLink === null ? null : { label: t("link.secure"), url: secureLink, copy: t("link.copy") },
    closing: [],
    footer: t("footer.account", names),
  };
}

function factsOf({ at, ip, browser }: NoticeMail, { t, tag }: MailLanguage): { summary: string; date: string } {
  const device = browser ?? t("facts.unknownDevice");
  const time = shortTime(at);
  const summary =
    ip === null ? t("facts.fromUnknown", { device, time }) : t("facts.from", { device, time, address: ip });
  return { summary, date: longDate(at, tag) };
}
