import type { Claims } from "../claims.js";
import { domainOf, emailOf, fullNameOf } from "../claims.js";
import type { Preset, Profile } from "../Preset.js";
import type { GoogleSettings } from "../ProviderSettings.js";

const GMAIL: readonly string[] = ["gmail.com", "googlemail.com"];

export function googlePreset({ clientSecret }: GoogleSettings): Preset {
  return {
    issuer: "https://accounts.google.com",
    scopes: ["openid", "email", "profile"],
    clientSecret: () => clientSecret,
    postsSecret: true,
    asksUserinfo: false,
    profileOf: googleProfile,
  };
}

/**
 * Google runs the mailboxes of Gmail and of Workspace, which has `hd`. Whoever opens a Google account with another address has
 * shown once that it was theirs, and may have lost it since: `email_verified` stays true.
 * Source: developers.google.com/identity/openid-connect, "ID token's payload", and jpassing.com, "What does the email_verified claim
 * indicate in Google IdTokens?" (2021-01-27), both read in November 2026.
 */
export function googleProfile({ email: given, email_verified: verified, hd, name }: Claims): Profile {
  const email = emailOf(given);
  const runsMailbox = email !== null && (GMAIL.includes(domainOf(email)) || (typeof hd === "string" && hd !== ""));
  const isTrusted = verified === true && runsMailbox;
  return {
    email,
    emailVerified: isTrusted,
    isAuthoritative: isTrusted,
    fullName: fullNameOf(name),
    username: null,
    hasSecondFactor: false,
  };
}
