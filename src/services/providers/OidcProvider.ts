import type { Configuration, CustomFetch } from "openid-client";
import { type Clock, systemClock } from "../../utils/clock.js";
import { SECOND } from "../../utils/duration.js";
import { answerUrl, assertAnswers } from "./answers.js";
import { ClientSecret } from "./ClientSecret.js";
import { assertClaims, CLOCK_TOLERANCE, type Claims } from "./claims.js";
import { Discovery } from "./Discovery.js";
import { faultOfAnswer, isInvalidClient } from "./faults.js";
import { loadOpenId, type OpenIdClient } from "./openidLibrary.js";
import type { Preset } from "./Preset.js";
import type { ProtocolProvider } from "./ProtocolProvider.js";
import type { ProviderAnswer, ProviderIdentity, ProviderRequest } from "./Provider.js";
import { unavailable } from "./ProviderFault.js";
import type { ProviderFetch } from "./ProviderFetch.js";
import type { ProviderSettings } from "./ProviderSettings.js";

interface OidcParts {
  readonly settings: Pick<ProviderSettings, "name" | "label" | "clientId">;
  readonly preset: Preset;
  /** Exactly as it is registered at the provider. */
  readonly redirectUri: string;
  readonly clock: Clock;
  readonly http: ProviderFetch;
}

/** Sign-in by OpenID Connect: the code flow with PKCE, `state`, `nonce` and a signed ID token. */
export class OidcProvider implements ProtocolProvider {
  readonly name: string;
  readonly label: string;
  readonly #clientId: string;
  readonly #preset: Preset;
  readonly #redirectUri: string;
  readonly #clock: Clock;
  readonly #http: ProviderFetch;
  readonly #secret: ClientSecret;
  readonly #discovery: Discovery<OpenIdClient>;

  constructor({ settings, preset, redirectUri, clock, http }: OidcParts) {
    this.name = settings.name;
    this.label = settings.label;
    this.#clientId = settings.clientId;
    this.#preset = preset;
    this.#redirectUri = redirectUri;
    this.#clock = clock;
    this.#http = http;
    this.#secret = new ClientSecret(preset);
    this.#discovery = new Discovery(clock, () => this.#discover());
  }

  async reach(): Promise<void> {
    await this.#discovery.get();
  }

  async authorizationUrl({ state, nonce, codeVerifier }: ProviderRequest): Promise<string> {
    const { library, configuration } = await this.#discovery.get();
    const url = library.buildAuthorizationUrl(configuration, {
      ...this.#preset.parameters,
      redirect_uri: this.#redirectUri,
      scope: this.#preset.scopes.join(" "),
      state,
      nonce,
      code_challenge: await library.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
    });
    return url.href;
  }

  async identify(answer: ProviderAnswer, request: ProviderRequest): Promise<ProviderIdentity> {
    assertAnswers(answer, request);
    const client = await this.#discovery.get();
    try {
      const tokens = await this.#redeem(client, answer, request);
      const claims = tokens.claims();
      if (claims === undefined) throw unavailable("there is no ID token");
      assertClaims(claims, { clientId: this.#clientId, now: this.#clock.now() });
      this.#preset.assertToken?.(claims);
      const all = await this.#withUserinfo(client, claims, tokens.access_token);
      return { issuer: claims.iss, subject: claims.sub, ...this.#preset.profileOf(all, answer) };
    } catch (error) {
      throw faultOfAnswer(error);
    }
  }

  async #redeem({ library, configuration }: OpenIdClient, answer: ProviderAnswer, request: ProviderRequest) {
    const redeem = () =>
      library.authorizationCodeGrant(configuration, answerUrl(this.#redirectUri, answer), {
        expectedState: request.state,
        expectedNonce: request.nonce,
        pkceCodeVerifier: request.codeVerifier,
        idTokenExpected: true,
      });
    try {
      return await redeem();
    } catch (error) {
      if (!isInvalidClient(error) || !this.#secret.switchMethod(configuration.serverMetadata())) throw error;
      return redeem();
    }
  }

  /** An address and whether it is verified come from one place, and `amr` from the signed token alone. */
  async #withUserinfo({ library, configuration }: OpenIdClient, claims: Claims & { sub: string }, accessToken: string) {
    const isAsked = this.#preset.asksUserinfo && claims["email"] === undefined;
    if (!isAsked || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const { email, email_verified, name, preferred_username } = await library.fetchUserInfo(
      configuration,
      accessToken,
      claims.sub,
    );
    return { name, preferred_username, ...claims, email, email_verified };
  }

  async #discover(): Promise<OpenIdClient> {
    const library = await loadOpenId();
    const { allowInsecureRequests, clockSkew, clockTolerance, enableNonRepudiationChecks } = library;
    const { issuer, metadata } = this.#preset;
    const client = {
      // The library asks the clock of the system; a difference to ours is one that it knows how to add.
      [clockSkew]: Math.round((this.#clock.now() - systemClock.now()) / SECOND),
      [clockTolerance]: CLOCK_TOLERANCE / SECOND,
    };
    const authentication = this.#secret.authenticationWith(library);
    const insecure = this.#http.allowsLoopback ? [allowInsecureRequests] : [];
    const configuration =
      metadata === undefined
        ? await library.discovery(new URL(issuer), this.#clientId, client, authentication, {
            [library.customFetch]: this.#fetchWithKeysAt(undefined),
            execute: insecure,
          })
        : new library.Configuration({ ...metadata }, this.#clientId, client, authentication);
    const { jwks_uri: keysAt } = this.#assertEndpoints(configuration);
    for (const extension of [enableNonRepudiationChecks, ...insecure]) extension(configuration);
    configuration[library.customFetch] = this.#fetchWithKeysAt(keysAt);
    // Our own fetch has a timeout; with that of the library, requests for keys at the same moment would not be one.
    configuration.timeout = 0;
    return { library, configuration };
  }

  #assertEndpoints(configuration: Configuration) {
    const metadata = configuration.serverMetadata();
    const used = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
    const isAsked = this.#preset.asksUserinfo && metadata.userinfo_endpoint !== undefined;
    for (const name of isAsked ? [...used, "userinfo_endpoint" as const] : used) {
      const fault = this.#http.faultOfUrl(metadata[name]);
      if (fault !== null) throw unavailable(`${name} of the metadata ${fault}`);
    }
    return metadata;
  }

  /** A key set that is none is a broken provider, and no broken answer about somebody. */
  #fetchWithKeysAt(keysAt: string | undefined): CustomFetch {
    return async (url, { method, headers, body }) => {
      const response = await this.#http.send(url, { method, headers, body: body == null ? null : String(body) });
      if (url !== keysAt || response.status !== 200) return response;
      const { keys } = Object(await response.clone().json());
      const isKeySet = Array.isArray(keys) && keys.every((key) => typeof key === "object" && key !== null);
      if (!isKeySet) throw unavailable("jwks_uri of the metadata answered no key set");
      return response;
    };
  }
}
