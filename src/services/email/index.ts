export { AppTransport } from "./AppTransport.js";
export type { Brand } from "./EmailContent.js";
export { EMAIL_CODE_LIFE, EmailCodes, hashOfFlow } from "./EmailCodes.js";
export { MailContents, type UnwrittenMail } from "./MailContents.js";
export { MailDelivery } from "./MailDelivery.js";
export { Mailer } from "./Mailer.js";
export type { Mail, MailTransport } from "./MailTransport.js";
export { MAIL_JOB, type MailRequest, type NoticeKind } from "./mailJob.js";
export {
  type CodeMail,
  type LinkMail,
  type MailKind,
  type Mails,
  type MailText,
  type MailTexts,
  mailKinds,
  type NoticeMail,
  type OutgoingMail,
  type SendMail,
} from "./mails.js";
export { LINK_LIFE, type LinkClaim, OneTimeLinks } from "./OneTimeLinks.js";
export { Outbox, type OutboxEntry, type OutboxMail } from "./Outbox.js";
export { OutboxTransport } from "./OutboxTransport.js";
export { checkSmtp, SmtpTransport } from "./SmtpTransport.js";
