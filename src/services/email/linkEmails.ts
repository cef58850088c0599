import { mailLanguage } from "../../messages/mails/index.js";
import type { OneTimePurpose } from "../../stores/Store.js";
import { type EmailContent, greetingFor, type MailSite, namesOf } from "./EmailContent.js";
import type { LinkMail } from "./mails.js";

/** The page that reads the token. */
const PAGES: Record<OneTimePurpose, string> = {
  "verify-email": "verify-email",
  "reset-password": "reset-password",
  "change-email": "confirm-email-change",
};

/**
 * A link that works once. It starts with the configured public URL, never with what a request says about its host. The token is
 * behind the `#`, which browsers do not send to any server.
 */
export function linkTo(purpose: OneTimePurpose, { publicUrl, token }: { publicUrl: string; token: string }): string {
  return `${publicUrl}/${PAGES[purpose]}#token=${token}`;
}

/** Our text of an email with a link. */
export function linkEmail(
  kind: OneTimePurpose,
  { name, link, minutes, locale }: Pick<LinkMail, "name" | "link" | "minutes" | "locale">,
  site: MailSite,
): EmailContent {
  const language = mailLanguage(locale);
  const { t } = language;
  const names = namesOf(site);
  const opening = t(`${kind}.opening`, names);
  return {
    language,
    subject: t(`${kind}.subject`, names),
    heading: t(`${kind}.heading`),
    preview: opening,
    greeting: greetingFor(name, t),
    opening: [opening],
    facts: null,
    code: null,
    advice: [],
    link: { label: t(`${kind}.button`), url: link, copy: t("link.copy") },
    closing: [t("link.life", { count: minutes }), t(`${kind}.otherwise`)],
    footer: t("footer.entered", names),
  };
}
