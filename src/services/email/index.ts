export { checkSmtp } from "./checkSmtp.js";
export type { Mail, MailTransport } from "./MailTransport.js";
export { createMailDelivery } from "./mailDelivery.js";
export { createMailer, type Mailer } from "./mailer.js";
export { MAIL_JOB, type MailRequest, type NoticeKind } from "./mailJob.js";
export { createOneTimeLinks, type LinkClaim, type OneTimeLinks } from "./oneTimeLinks.js";
export { createOutboxTransport } from "./outboxTransport.js";
export { createSmtpTransport } from "./smtpTransport.js";
