import { type Claims, domainOf, emailOf, fullNameOf, usernameOf } from "../claims.js";
import type { Preset, Profile } from "../Preset.js";
import type { OidcSettings } from "../ProviderSettings.js";

/** RFC 8176: more than a password was asked for. */
const SECOND_FACTORS = new Set(["mfa", "otp", "hwk", "swk", "pop"]);

export function genericPreset(settings: OidcSettings): Preset {
  return {
    issuer: settings.issuer,
    scopes: settings.scopes,
    clientSecret: () => settings.clientSecret,
    postsSecret: false,
    // OpenID Connect Core §5.4: claims of scopes are there, and many providers put them nowhere else.
    asksUserinfo: true,
    profileOf: (claims) => genericProfile(claims, settings),
  };
}

type Trust = Pick<OidcSettings, "trustsEmail" | "authoritativeFor" | "trustsSecondFactor">;

/** Anybody can run a provider, so its word about addresses and factors counts only where the operator has said so. */
export function genericProfile(claims: Claims, { trustsEmail, authoritativeFor, trustsSecondFactor }: Trust): Profile {
  const email = emailOf(claims["email"]);
  const emailVerified = email !== null && trustsEmail && claims["email_verified"] === true;
  const amr: readonly unknown[] = Array.isArray(claims["amr"]) ? claims["amr"] : [];
  return {
    email,
    emailVerified,
    isAuthoritative: emailVerified && authoritativeFor.includes(domainOf(email)),
    fullName: fullNameOf(claims["name"]),
    username: usernameOf(claims["preferred_username"]),
    hasSecondFactor:
      trustsSecondFactor && amr.some((method) => typeof method === "string" && SECOND_FACTORS.has(method)),
  };
}
