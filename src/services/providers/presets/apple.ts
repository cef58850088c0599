import type { Clock } from "../../../utils/clock.js";
import { jsonOrNull } from "../../../utils/jsonOrNull.js";
import { createAppleSecret } from "../appleSecret.js";
import { type Claims, emailOf, fullNameOf } from "../claims.js";
import type { Preset, Profile } from "../Preset.js";
import type { ProviderAnswer } from "../Provider.js";
import type { AppleSettings } from "../ProviderSettings.js";

const ISSUER = "https://appleid.apple.com";

/** A name in JSON; Apple's own are far shorter. */
const MAX_USER = 2048;

/**
 * The endpoints are written down here. In June 2025 Apple's metadata named another issuer (account.apple.com) while its tokens kept
 * this one, and everybody who asked for them locked people out: nextauthjs/next-auth#13047, supabase/auth#2051, ory/kratos#4433.
 */
export function applePreset(settings: AppleSettings, clock: Clock): Preset {
  return {
    issuer: ISSUER,
    metadata: {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/auth/authorize`,
      token_endpoint: `${ISSUER}/auth/token`,
      jwks_uri: `${ISSUER}/auth/keys`,
    },
    scopes: ["name", "email"],
    // Apple refuses a request with a scope and another response mode.
    parameters: { response_mode: "form_post" },
    clientSecret: createAppleSecret(settings, clock),
    postsSecret: true,
    asksUserinfo: false,
    profileOf: appleProfile,
  };
}

/** `email_verified` is a boolean or a text, as Apple's documentation of the identity token says (read in November 2026). */
export function appleProfile({ email: given, email_verified: verified }: Claims, { user }: ProviderAnswer): Profile {
  const email = emailOf(given);
  return {
    email,
    emailVerified: email !== null && (verified === true || verified === "true"),
    // Of its own domains it is, but people hide behind those: nobody has an account under one already.
    isAuthoritative: false,
    fullName: nameIn(user),
    username: null,
    hasSecondFactor: false,
  };
}

/**
 * The name comes once, with the first answer, in JSON that the browser carries: the person could write anything, as in a form. Its
 * address is not read; the one in the ID token is signed.
 */
function nameIn(user: string | undefined): string | null {
  if (user === undefined || user.length > MAX_USER) return null;
  const name: unknown = Object(jsonOrNull(user)).name;
  const { firstName, lastName } = Object(name);
  const parts = [firstName, lastName].filter((part) => typeof part === "string");
  return fullNameOf(parts.join(" "));
}
