import { type Claims, emailOf, fullNameOf } from "../claims.js";
import type { Preset, Profile } from "../Preset.js";
import { invalidAnswer } from "../ProviderFault.js";
import type { MicrosoftSettings } from "../ProviderSettings.js";

const HOST = "https://login.microsoftonline.com";

/** The tenant of all personal accounts: that of the issuer in the metadata of `consumers`. */
const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";

const TENANT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function microsoftPreset({ tenant, clientSecret }: MicrosoftSettings): Preset {
  return {
    issuer: `${HOST}/${tenant}/v2.0`,
    scopes: ["openid", "email", "profile"],
    clientSecret: () => clientSecret,
    postsSecret: true,
    asksUserinfo: false,
    assertToken: (claims) => assertTenant(claims, tenant),
    profileOf: microsoftProfile,
  };
}

/**
 * The metadata of `common` and `organizations` name the issuer with a placeholder, and the ID token with the tenant's id in its
 * place: learn.microsoft.com/entra/identity-platform/v2-protocols-oidc. openid-client compares it with `tid` (its issue 893, September
 * 2026). This adds whose accounts the settings let in.
 */
export function assertTenant({ iss, tid }: Claims, tenant: string): void {
  if (typeof tid !== "string" || !TENANT_ID.test(tid)) throw invalidAnswer("tid is no id of a tenant");
  if (iss !== `${HOST}/${tid}/v2.0`) throw invalidAnswer("iss is not the issuer of the tenant in tid");
  const isPersonal = tid === PERSONAL;
  const isAllowed =
    tenant === "common" ||
    (tenant === "organizations" && !isPersonal) ||
    (tenant === "consumers" && isPersonal) ||
    tenant === tid;
  if (!isAllowed) throw invalidAnswer("tid is not a tenant of MICROSOFT_TENANT");
}

/**
 * Whoever runs a tenant can write any address into `email` ("nOAuth", Descope, June 2023). `xms_edov` says that the owner of the
 * address's domain is verified; it is an optional claim that the operator adds to the application:
 * learn.microsoft.com/entra/identity-platform/optional-claims-reference, read in November 2026. Some tenants send it as text or number.
 */
export function microsoftProfile({ email: given, xms_edov: verified, name }: Claims): Profile {
  const email = emailOf(given);
  const isVerified = verified === true || verified === "true" || verified === 1 || verified === "1";
  return {
    email,
    emailVerified: email !== null && isVerified,
    // A tenant verifies its domain, and its mail may be anywhere.
    isAuthoritative: false,
    fullName: fullNameOf(name),
    username: null,
    hasSecondFactor: false,
  };
}
