import { frozenCopy } from "../../utils/frozenCopy.js";
import { callMailFunction } from "./callMailFunction.js";
import { codeEmail } from "./codeEmail.js";
import type { EmailContent, MailSite } from "./EmailContent.js";
import { linkEmail } from "./linkEmails.js";
import type { CodeMail, LinkMail, Mails, MailText, MailTexts, NoticeMail } from "./mails.js";
import { noticeEmail } from "./noticeEmails.js";
import { htmlOfText, renderEmail } from "./renderEmail.js";

type CodeKind = "email-code";
type LinkKind = Exclude<
  { [Kind in keyof Mails]: Mails[Kind] extends LinkMail ? Kind : never }[keyof Mails],
  CodeKind
>;
type NoticeKind = Exclude<keyof Mails, LinkKind | CodeKind>;

/** A mail of the queue before it has a text: to whom it goes, and what it is made of. */
export type UnwrittenMail =
  | { readonly kind: LinkKind; readonly to: string; readonly data: LinkMail }
  | { readonly kind: CodeKind; readonly to: string; readonly data: CodeMail }
  | { readonly kind: NoticeKind; readonly to: string; readonly data: NoticeMail };

const MAX_SUBJECT_LENGTH = 200;
const MAX_TEXT_LENGTH = 200_000;

/** The one place where a mail gets its text: by the app's function for its kind, or by ours. */
export class MailContents {
  readonly #site: MailSite;
  readonly #texts: MailTexts;

  constructor({ texts = {}, ...site }: MailSite & { texts?: MailTexts | undefined }) {
    this.#site = site;
    this.#texts = texts;
  }

  /** Throws an Error without the address and the link when the app's function fails or its text is no text for a mail. */
  async write(mail: UnwrittenMail): Promise<Required<MailText>> {
    // By the type of `mails`, the function of a kind takes the data of that kind; the compiler loses sight of it here.
    const ofApp = this.#texts[mail.kind] as ((data: UnwrittenMail["data"]) => unknown) | undefined;
    if (ofApp === undefined) return this.#ours(mail);
    const name = `mails["${mail.kind}"]`;
    const { subject, text, html } = checked(
      name,
      await callMailFunction(name, mail, () => ofApp(frozenCopy(mail.data))),
    );
    const { locale } = mail.data;
    return { subject, text, html: html ?? htmlOfText({ subject, text, locale, link: linkIn(mail) }) };
  }

  #ours(mail: UnwrittenMail): Required<MailText> {
    const content = contentOf(mail, this.#site);
    return { subject: content.subject, ...renderEmail(content, this.#site.brand) };
  }
}

function contentOf(mail: UnwrittenMail, site: MailSite): EmailContent {
  if (mail.kind === "email-code") return codeEmail(mail.data, site);
  return isLinkMail(mail) ? linkEmail(mail.kind, mail.data, site) : noticeEmail(mail.kind, mail.data, site);
}

function isLinkMail<Unwritten extends UnwrittenMail>(
  mail: Unwritten,
): mail is Extract<Unwritten, { readonly data: LinkMail }> {
  return "link" in mail.data;
}

function linkIn(mail: UnwrittenMail): string | null {
  return isLinkMail(mail) ? mail.data.link : mail.data.secureLink;
}

/** The message never repeats what was returned. */
function checked(name: string, written: unknown): MailText {
  const { subject, text, html } =
    typeof written === "object" && written !== null ? { ...NO_TEXT, ...written } : NO_TEXT;
  const fault = (what: string) => new Error(`${name} must return ${what}.`);
  if (
    typeof subject !== "string" ||
    subject.trim() === "" ||
    subject.length > MAX_SUBJECT_LENGTH ||
    /\p{Cc}/u.test(subject)
  ) {
    throw fault(`a subject of one line and at most ${MAX_SUBJECT_LENGTH} characters`);
  }
  if (!isBody(text)) throw fault(`a text of at most ${MAX_TEXT_LENGTH} characters`);
  if (html === undefined) return { subject, text };
  if (!isBody(html)) throw fault(`HTML of at most ${MAX_TEXT_LENGTH} characters, or none`);
  return { subject, text, html };
}

const NO_TEXT: { subject: unknown; text: unknown; html: unknown } = {
  subject: undefined,
  text: undefined,
  html: undefined,
};

function isBody(text: unknown): text is string {
  return typeof text === "string" && text.trim() !== "" && text.length <= MAX_TEXT_LENGTH;
}
