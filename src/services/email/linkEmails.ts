import type { OneTimePurpose } from "../../stores/Store.js";
import { MINUTE } from "../../utils/duration.js";
import { LINK_LIFE } from "./OneTimeLinks.js";
import { greetableName } from "./plainText.js";
import type { EmailContent } from "./renderEmail.js";

interface LinkTexts {
  /** The page that reads the token. */
  page: string;
  subject: string;
  opening: string;
  label: string;
  otherwise: string;
}

const TEXTS: Record<OneTimePurpose, (site: string) => LinkTexts> = {
  "verify-email": (site) => ({
    page: "verify-email",
    subject: `Confirm your email address at ${site}`,
    opening: `This email address was used to register at ${site}. Open the link to confirm that it is yours.`,
    label: "Confirm email address",
    otherwise: "If you did not register there, ignore this email.",
  }),
  "reset-password": (site) => ({
    page: "reset-password",
    subject: `Reset your password at ${site}`,
    opening: `Somebody requested a new password for your account at ${site}. Open the link to choose one. This signs you out on all devices.`,
    label: "Choose a new password",
    otherwise: "If you did not request it, ignore this email. Your password stays the same.",
  }),
  "change-email": (site) => ({
    page: "confirm-email-change",
    subject: `Confirm your new email address at ${site}`,
    opening: `Somebody entered this address as the new email address of an account at ${site}. Open the link to confirm it.`,
    label: "Confirm new email address",
    otherwise: "If you did not request it, ignore this email. The account keeps its old address.",
  }),
};

/**
 * An email with a link that works once. The link starts with the configured public URL, never with what a request says about its
 * host. The token is behind the `#`, which browsers do not send to any server.
 */
export function linkEmail(
  purpose: OneTimePurpose,
  facts: { publicUrl: string; token: string; fullName: string },
): EmailContent {
  const { page, subject, opening, label, otherwise } = TEXTS[purpose](new URL(facts.publicUrl).host);
  return {
    subject,
    greeting: greetingOf(facts.fullName),
    opening: [opening],
    link: { label, url: `${facts.publicUrl}/${page}#token=${facts.token}` },
    closing: [`The link works once, within ${LINK_LIFE / MINUTE} minutes. A newer link replaces it.`, otherwise],
  };
}

export function greetingOf(fullName: string): string {
  const name = greetableName(fullName);
  return name === null ? "Hello," : `Hello ${name},`;
}
