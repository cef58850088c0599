interface Registered {
  /** In paths, records and metrics: `[a-z0-9-]{1,32}`. */
  readonly name: string;
  /** For people: on the buttons. */
  readonly label: string;
  /** What the provider calls this server. */
  readonly clientId: string;
}

export interface GoogleSettings extends Registered {
  readonly kind: "google";
  readonly clientSecret: string;
}

export interface GithubSettings extends Registered {
  readonly kind: "github";
  readonly clientSecret: string;
}

export interface MicrosoftSettings extends Registered {
  readonly kind: "microsoft";
  readonly clientSecret: string;
  /** `common`, `organizations`, `consumers`, or the id of one tenant in lower case. */
  readonly tenant: string;
}

export interface AppleSettings extends Registered {
  readonly kind: "apple";
  readonly teamId: string;
  readonly keyId: string;
  /** A P-256 key as PEM. */
  readonly privateKey: string;
}

export interface OidcSettings extends Registered {
  readonly kind: "oidc";
  readonly issuer: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** Whether its `email_verified` counts. */
  readonly trustsEmail: boolean;
  /** The domains whose mailboxes it runs, in lower case. */
  readonly authoritativeFor: readonly string[];
  /** Whether its `amr` counts as a second factor. */
  readonly trustsSecondFactor: boolean;
}

/** A provider, as the checked settings describe it. */
export type ProviderSettings = GoogleSettings | GithubSettings | MicrosoftSettings | AppleSettings | OidcSettings;
