import type { Claims } from "./claims.js";
import type { ProviderAnswer, ProviderIdentity } from "./Provider.js";

/** What a provider says of a person, beside who it is. */
export type Profile = Omit<ProviderIdentity, "issuer" | "subject">;

/** How one provider of OpenID Connect differs from the next. */
export interface Preset {
  /** Where its metadata are. */
  readonly issuer: string;
  /** The metadata, where it is better not to ask for them. */
  readonly metadata?: { readonly issuer: string } & Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  /** Beside those of the protocol, in the request. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Asked for at each request, because Apple's is made anew. */
  readonly clientSecret: () => string;
  /** Whether the secret goes into the body; otherwise the metadata say how it is sent. */
  readonly postsSecret: boolean;
  /** Whether the userinfo endpoint is asked for what the ID token lacks. */
  readonly asksUserinfo: boolean;
  /** Rules of its own about the ID token. Throws ProviderFault. */
  readonly assertToken?: (claims: Claims) => void;
  readonly profileOf: (claims: Claims, answer: ProviderAnswer) => Profile;
}
