import type { OneTimePurpose } from "../../stores/Store.js";
import type { LinkMail } from "./mails.js";
import type { EmailContent } from "./renderEmail.js";

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

interface LinkTexts {
  subject: string;
  opening: string;
  label: string;
  otherwise: string;
}

const TEXTS: Record<OneTimePurpose, (site: string) => LinkTexts> = {
  "verify-email": (site) => ({
    subject: `Confirm your email address at ${site}`,
    opening: `This email address was used to register at ${site}. Open the link to confirm that it is yours.`,
    label: "Confirm email address",
    otherwise: "If you did not register there, ignore this email.",
  }),
  "reset-password": (site) => ({
    subject: `Reset your password at ${site}`,
    opening: `Somebody requested a new password for your account at ${site}. Open the link to choose one. This signs you out on all devices.`,
    label: "Choose a new password",
    otherwise: "If you did not request it, ignore this email. Your password stays the same.",
  }),
  "change-email": (site) => ({
    subject: `Confirm your new email address at ${site}`,
    opening: `Somebody entered this address as the new email address of an account at ${site}. Open the link to confirm it.`,
    label: "Confirm new email address",
    otherwise: "If you did not request it, ignore this email. The account keeps its old address.",
  }),
};

/** Our text of an email with a link. */
export function linkEmail(
  purpose: OneTimePurpose,
  { name, link, minutes }: Pick<LinkMail, "name" | "link" | "minutes">,
  publicUrl: string,
): EmailContent {
  const { subject, opening, label, otherwise } = TEXTS[purpose](new URL(publicUrl).host);
  return {
    subject,
    greeting: greeting(name),
    opening: [opening],
    link: { label, url: link },
    closing: [`The link works once, within ${minutes} minutes. A newer link replaces it.`, otherwise],
  };
}

export function greeting(name: string | null): string {
  return name === null ? "Hello," : `Hello ${name},`;
}
