/** What ties an answer of a provider to the browser that asked: the browser keeps it sealed. */
export interface ProviderRequest {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly codeVerifier: string;
}

/** The answer of a provider, as the browser brought it: `code`, `state`, `iss`, `error` and, from Apple, `user`. */
export type ProviderAnswer = Readonly<Record<string, string>>;

/** Who somebody is at a provider, after every check. */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** Whether the provider says that the address is verified, and is trusted to say so. */
  readonly emailVerified: boolean;
  /** Whether the provider runs the mailboxes of this domain, so that its word about the owner is final. */
  readonly isAuthoritative: boolean;
  readonly fullName: string | null;
  readonly username: string | null;
  /** Whether the provider has asked for a second factor, and is trusted to say so. */
  readonly hasSecondFactor: boolean;
}

/** A provider with which users sign in. */
export interface Provider {
  readonly name: string;
  /** For people: on the buttons. */
  readonly label: string;
  /** Where the browser goes. Throws PROVIDER_UNAVAILABLE. */
  authorizationUrl(request: ProviderRequest): Promise<string>;
  /**
   * Redeems an answer and checks everything about it.
   * Throws PROVIDER_REFUSED, PROVIDER_ANSWER_INVALID, FLOW_INVALID (the code is not valid), PROVIDER_UNAVAILABLE.
   */
  identify(answer: ProviderAnswer, request: ProviderRequest): Promise<ProviderIdentity>;
}

/** The providers of this server. */
export interface ProviderList {
  get(name: string): Provider | null;
  /** In the order of the settings. */
  list(): readonly Provider[];
}
