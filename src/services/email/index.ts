export { MailDelivery } from "./MailDelivery.js";
export { Mailer } from "./Mailer.js";
export type { Mail, MailTransport } from "./MailTransport.js";
export { MAIL_JOB, type MailRequest, type NoticeKind } from "./mailJob.js";
export { type LinkClaim, OneTimeLinks } from "./OneTimeLinks.js";
export { OutboxTransport } from "./OutboxTransport.js";
export { checkSmtp, SmtpTransport } from "./SmtpTransport.js";
