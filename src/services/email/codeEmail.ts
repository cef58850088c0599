import { mailLanguage } from "../../messages/mails/index.js";
import { type EmailContent, greetingFor, type MailSite, namesOf } from "./EmailContent.js";
import type { CodeMail } from "./mails.js";

/** The page that takes the code. The code is behind the `#`, which browsers do not send to any server. */
export function linkWithCode(code: string, { publicUrl }: Pick<MailSite, "publicUrl">): string {
  return `${publicUrl}/sign-in/code#code=${code}`;
}

/** Our text of an email with a code. It is not in the subject, which a locked screen shows. */
export function codeEmail(
  { name, code, link, minutes, locale }: Pick<CodeMail, "name" | "code" | "link" | "minutes" | "locale">,
  site: MailSite,
): EmailContent {
  const language = mailLanguage(locale);
  const { t } = language;
  const names = namesOf(site);
  return {
    language,
    subject: t("email-code.subject", names),
    heading: t("email-code.heading"),
    preview: t("email-code.opening", names),
    greeting: greetingFor(name, t),
    opening: [t("email-code.opening", names)],
    facts: null,
    code: inGroups(code),
    advice: [t("email-code.advice")],
    link: { label: t("email-code.button"), url: link, copy: t("link.copy") },
    closing: [t("email-code.life", { count: minutes }), t("email-code.otherwise")],
    footer: t("footer.entered", names),
  };
}

/** Two groups of four are read and typed with fewer slips. Blanks do not matter where it is entered. */
function inGroups(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}
