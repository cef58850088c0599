import type { OneTimePurpose } from "../../stores/Store.js";
import { MINUTE } from "../../utils/duration.js";
import type { Letter } from "./Letter.js";
import { LINK_LIFE } from "./oneTimeLinks.js";
import { greetableName } from "./plainText.js";

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
    opening: `This address was given for an account at ${site}. Open the link to confirm that it is yours.`,
    label: "Confirm the email address",
    otherwise: "If you have no account there, do nothing: the address stays unconfirmed.",
  }),
  "reset-password": (site) => ({
    page: "reset-password",
    subject: `Reset your password at ${site}`,
    opening: `A new password was asked for at ${site}. Open the link to choose one. Every session ends then.`,
    label: "Choose a new password",
    otherwise: "If you did not ask for it, do nothing: your password stays as it is.",
  }),
  "change-email": (site) => ({
    page: "confirm-email-change",
    subject: `Confirm your new email address at ${site}`,
    opening: `This address was given as the new one of an account at ${site}. Open the link to confirm it.`,
    label: "Confirm the new email address",
    otherwise: "If you did not ask for it, do nothing: the account keeps its old address.",
  }),
};

/**
 * A mail with a link that works once. The link is made of the configured public URL, never of what a request says about
 * its host, and the token lies behind the `#`, which browsers send to no server.
 */
export function linkLetter(
  purpose: OneTimePurpose,
  facts: { publicUrl: string; token: string; fullName: string },
): Letter {
  const { page, subject, opening, label, otherwise } = TEXTS[purpose](new URL(facts.publicUrl).host);
  return {
    subject,
    greeting: greetingOf(facts.fullName),
    opening: [opening],
    link: { label, url: `${facts.publicUrl}/${page}#token=${facts.token}` },
    closing: [`The link works once, for ${LINK_LIFE / MINUTE} minutes. A newer link ends it.`, otherwise],
  };
}

export function greetingOf(fullName: string): string {
  const name = greetableName(fullName);
  return name === null ? "Hello," : `Hello ${name},`;
}
