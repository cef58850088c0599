import type { CustomFetch } from "openid-client";
import type { Clock } from "../../utils/clock.js";
import { answerUrl, assertAnswers } from "./answers.js";
import { emailOf, fullNameOf, usernameOf } from "./claims.js";
import { Discovery } from "./Discovery.js";
import { faultOfAnswer } from "./faults.js";
import { loadOpenId, type OpenIdClient } from "./openidLibrary.js";
import type { ProtocolProvider } from "./ProtocolProvider.js";
import type { ProviderAnswer, ProviderIdentity, ProviderRequest } from "./Provider.js";
import { invalidAnswer, ProviderFault, unavailable } from "./ProviderFault.js";
import type { ProviderFetch } from "./ProviderFetch.js";
import type { GithubSettings } from "./ProviderSettings.js";

/** Of the records. It stays, whatever GitHub calls itself in `iss`. */
const ISSUER = "https://github.com";

/**
 * `issuer` is what GitHub sends as `iss` since August 2026 (openiddict/openiddict-core#2529). Where it is missing nothing is lost:
 * `state` and PKCE tie the answer to the request.
 */
const METADATA = {
  issuer: "https://github.com/login/oauth",
  authorization_endpoint: "https://github.com/login/oauth/authorize",
  token_endpoint: "https://github.com/login/oauth/access_token",
};

const API = "https://api.github.com";

interface GithubParts {
  readonly settings: GithubSettings;
  readonly redirectUri: string;
  readonly clock: Clock;
  readonly http: ProviderFetch;
}

/**
 * Sign-in with GitHub: OAuth 2 without ID token, so the access token is used once, to ask who its owner is. PKCE with S256 is
 * taken since July 2025 (GitHub changelog, 2025-07-14).
 */
export class GithubProvider implements ProtocolProvider {
  readonly name: string;
  readonly label: string;
  readonly #settings: GithubSettings;
  readonly #redirectUri: string;
  readonly #http: ProviderFetch;
  readonly #client: Discovery<OpenIdClient>;

  constructor({ settings, redirectUri, clock, http }: GithubParts) {
    this.name = settings.name;
    this.label = settings.label;
    this.#settings = settings;
    this.#redirectUri = redirectUri;
    this.#http = http;
    this.#client = new Discovery(clock, () => this.#configure());
  }

  async reach(): Promise<void> {
    // Its endpoints are written down; nothing is asked for before a code is redeemed.
  }

  async authorizationUrl({ state, codeVerifier }: ProviderRequest): Promise<string> {
    const { library, configuration } = await this.#client.get();
    const url = library.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirectUri,
      scope: "read:user user:email",
      state,
      code_challenge: await library.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
    });
    return url.href;
  }

  async identify(answer: ProviderAnswer, request: ProviderRequest): Promise<ProviderIdentity> {
    assertAnswers(answer, request);
    const { library, configuration } = await this.#client.get();
    try {
      const url = answerUrl(this.#redirectUri, answer);
      const checks = { expectedState: request.state, pkceCodeVerifier: request.codeVerifier };
      const tokens = await library.authorizationCodeGrant(configuration, url, checks);
      return identityOf(await this.#read("/user", tokens.access_token), await this.#emails(tokens.access_token));
    } catch (error) {
      throw faultOfAnswer(error);
    }
  }

  async #configure(): Promise<OpenIdClient> {
    const library = await loadOpenId();
    const { clientId, clientSecret } = this.#settings;
    const authentication = library.ClientSecretPost(clientSecret);
    const configuration = new library.Configuration({ ...METADATA }, clientId, {}, authentication);
    configuration[library.customFetch] = this.#fetch;
    configuration.timeout = 0;
    return { library, configuration };
  }

  /** GitHub answers errors of the token endpoint with status 200, under names of its own. */
  readonly #fetch: CustomFetch = async (url, { method, headers, body }) => {
    const response = await this.#http.send(url, { method, headers, body: body == null ? null : String(body) });
    const { error } = Object(await response.clone().json());
    if (typeof error === "string") throw faultOfGithub(error);
    return response;
  };

  async #emails(accessToken: string): Promise<unknown> {
    return this.#read("/user/emails", accessToken);
  }

  async #read(path: string, accessToken: string): Promise<unknown> {
    const headers = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${accessToken}`,
      "user-agent": "latchkey",
      "x-github-api-version": "2022-11-28",
    };
    const response = await this.#http.send(API + path, { method: "GET", headers });
    if (response.status !== 200) throw unavailable(`${path} of GitHub answered with status ${response.status}`);
    return response.json();
  }
}

/** docs.github.com, "Troubleshooting OAuth app access token request errors", read in November 2026. */
function faultOfGithub(error: string): ProviderFault {
  if (error === "bad_verification_code") return new ProviderFault("FLOW_INVALID", "the code is not valid");
  if (error === "unverified_user_email") {
    return new ProviderFault("PROVIDER_REFUSED", "the person has not verified their address at GitHub");
  }
  const isKnown = error === "incorrect_client_credentials" || error === "redirect_uri_mismatch";
  return unavailable(`the token endpoint refused the request (${isKnown ? error : "for another reason"})`, {
    isOperators: isKnown,
  });
}

/**
 * The numeric id is the subject: names at GitHub are given away again. GitHub runs no mailboxes, so it is never authoritative.
 */
export function identityOf(user: unknown, emails: unknown): ProviderIdentity {
  const { id, login, name } = Object(user);
  if (!Number.isSafeInteger(id) || id <= 0) throw invalidAnswer("GitHub's user has no numeric id");
  const list: readonly unknown[] = Array.isArray(emails) ? emails : [];
  const primary = Object(list.find((entry) => Object(entry).primary === true));
  const email = emailOf(primary.email);
  return {
    issuer: ISSUER,
    subject: String(id),
    email,
    emailVerified: email !== null && primary.verified === true,
    isAuthoritative: false,
    fullName: fullNameOf(name),
    username: usernameOf(login),
    hasSecondFactor: false,
  };
}
