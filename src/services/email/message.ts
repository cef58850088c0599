import type { SendMailOptions } from "nodemailer";
import { PermanentJobError } from "../queue/index.js";
import type { Mail } from "./MailTransport.js";

// Stricter than the standard on purpose: no quoted local part, no list, group or comment. Mailers have re-read each of
// them as another recipient (CVE-2025-13033, CVE-2022-35924).
const PLAIN_ADDRESS = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[a-z0-9.-]{1,253}$/i;

/** nodemailer is loaded for the first email: it costs 40 ms and 10 MB. */
export function loadNodemailer() {
  return import("nodemailer");
}

/** Content never comes from a file or a URL, whatever a text looks like. */
export const NO_OUTSIDE_CONTENT = { disableFileAccess: true, disableUrlAccess: true } as const;

/** Throws PermanentJobError unless a recipient is one plain address. */
export function assertPlainAddress(to: string): void {
  if (!PLAIN_ADDRESS.test(to)) throw new PermanentJobError("The recipient is not one plain address.");
}

/** The email as nodemailer takes it. Throws PermanentJobError unless its recipient is one plain address. */
export function toMessage(mail: Mail, from: string): SendMailOptions & { text: string; html: string } {
  assertPlainAddress(mail.to);
  return {
    from: senderOf(from),
    // An object: a text would be parsed, and could be read as several recipients.
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // No out-of-office reply should answer (RFC 3834).
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

/**
 * `Name <address>` in its two parts. A parser of addresses would read more into the name of a brand: a comma as two senders, an
 * address in it as the sender. The name may be quoted as in RFC 5322.
 */
export function senderOf(from: string): { name: string; address: string } {
  const [, name = "", address = from] = /^(.*) <([^<>\s]+)>$/.exec(from) ?? [];
  const quoted = /^"(.*)"$/.exec(name)?.[1]?.replaceAll(/\\(.)/g, "$1");
  return { name: quoted ?? name, address };
}
