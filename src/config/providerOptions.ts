/** Google, as an option of `createLatchkey`. */
export interface GoogleOptions {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** GitHub, as an option of `createLatchkey`. */
export interface GithubOptions {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Microsoft, as an option of `createLatchkey`. */
export interface MicrosoftOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `common` (the default), `organizations`, `consumers`, or the id of one tenant. */
  readonly tenant?: string | undefined;
}

/** Apple, as an option of `createLatchkey`. */
export interface AppleOptions {
  /** The identifier of the Services ID. */
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  /** The text of the `.p8` file, or its path. */
  readonly privateKey: string;
}

/** Any provider that speaks OpenID Connect, as an option of `createLatchkey` and an entry of OIDC_PROVIDERS. */
export interface OidcOptions {
  /** In the paths and records: 1 to 32 lower-case letters, digits and hyphens. It stays, because sessions name it. */
  readonly name: string;
  /** For people, on the buttons. Default: the name. */
  readonly label?: string | undefined;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default: `openid`, `email`, `profile`. `openid` is always asked for. */
  readonly scopes?: readonly string[] | undefined;
  /** Whether its `email_verified` counts. Default: `false`. */
  readonly trustsEmail?: boolean | undefined;
  /** The domains whose mailboxes it runs. It needs `trustsEmail`. Default: none. */
  readonly authoritativeFor?: readonly string[] | undefined;
  /** Whether its `amr` counts as a second factor. Default: `false`. */
  readonly trustsSecondFactor?: boolean | undefined;
}

/** A provider in the option `providers`: what {@link google}, {@link github}, {@link microsoft}, {@link apple} and {@link oidc} return. */
export type ProviderOption =
  | (GoogleOptions & { readonly kind: "google" })
  | (GithubOptions & { readonly kind: "github" })
  | (MicrosoftOptions & { readonly kind: "microsoft" })
  | (AppleOptions & { readonly kind: "apple" })
  | (OidcOptions & { readonly kind: "oidc" });

/**
 * Sign-in with Google. The redirect URI to register there is `publicUrl` with `/api/v1/auth/providers/google/callback`.
 *
 * @example
 * createLatchkey({ providers: [google({ clientId, clientSecret })] });
 */
export function google(options: GoogleOptions): ProviderOption {
  return { ...options, kind: "google" };
}

/**
 * Sign-in with GitHub, by an OAuth app. The callback URL to register there is `publicUrl` with
 * `/api/v1/auth/providers/github/callback`.
 *
 * @example
 * createLatchkey({ providers: [github({ clientId, clientSecret })] });
 */
export function github(options: GithubOptions): ProviderOption {
  return { ...options, kind: "github" };
}

/**
 * Sign-in with Microsoft: personal accounts, and those of work and school. The redirect URI to register there is `publicUrl` with
 * `/api/v1/auth/providers/microsoft/callback`.
 *
 * @example
 * createLatchkey({ providers: [microsoft({ clientId, clientSecret, tenant: "organizations" })] });
 */
export function microsoft(options: MicrosoftOptions): ProviderOption {
  return { ...options, kind: "microsoft" };
}

/**
 * Sign-in with Apple. The return URL to register there is `publicUrl` with `/api/v1/auth/providers/apple/callback`.
 *
 * @example
 * createLatchkey({ providers: [apple({ clientId, teamId, keyId, privateKey })] });
 */
export function apple(options: AppleOptions): ProviderOption {
  return { ...options, kind: "apple" };
}

/**
 * Sign-in with any provider that speaks OpenID Connect: Keycloak, authentik, Okta, Auth0 and others. The redirect URI to register
 * there is `publicUrl` with `/api/v1/auth/providers/<name>/callback`.
 *
 * @example
 * const company = { name: "company", label: "Example Inc.", issuer: "https://id.example.com" };
 * createLatchkey({ providers: [oidc({ ...company, clientId, clientSecret })] });
 */
export function oidc(options: OidcOptions): ProviderOption {
  return { ...options, kind: "oidc" };
}
