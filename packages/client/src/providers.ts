import type { Identity, Operations, Provider, ProviderAnswer, RegistrationSuggestion, User } from "./api.generated.js";
import { LatchkeyError } from "./LatchkeyError.js";
import type { Challenge, LatchkeyClient } from "./types.js";

export type { Identity as IdentityInfo, Provider as ProviderInfo, RegistrationSuggestion } from "./api.generated.js";

export interface ProviderStart {
  /** Where the page goes in the end: a path, or a URL of an origin that the server allows. The last step returns it. */
  returnTo?: string | undefined;
}

/** What a sign-in with a provider leads to: `kind` says which. `returnTo` is that of the start. */
export type ProviderOutcome = { readonly returnTo: string | null } & (
  | { readonly kind: "signed-in"; readonly user: User }
  /** A second factor is missing: see `secondFactor`. */
  | { readonly kind: "challenge"; readonly challenge: Challenge }
  /** Nobody has this identity: see `registerWithProvider`. */
  | { readonly kind: "registration-needed"; readonly flow: string; readonly suggestion: RegistrationSuggestion }
  /** An account has the email address: sign in to it in another way, then `linkIdentity`. */
  | { readonly kind: "not-linked"; readonly flow: string }
  /** After `linkWith`. The session is the same. */
  | { readonly kind: "linked"; readonly identity: Identity }
);

/** What an account that begins with a provider may be: what it has now, or what it still lacks. */
export type RegisteredWithProvider = Extract<ProviderOutcome, { kind: "signed-in" | "challenge" }>;

/**
 * The providers that users may sign in with, in the order of the settings.
 *
 * @example
 * const labels = (await listProviders(client)).map(({ label }) => label);
 */
export function listProviders(client: LatchkeyClient): Promise<Provider[]> {
  return client.api.call("GET /auth/providers");
}

/**
 * Leaves the page for the provider, which leads back to `/sign-in/continue`: call `finishProviderSignIn` there.
 *
 * @example
 * await signInWith(client, "google", { returnTo: "/orders" });
 */
export function signInWith(client: LatchkeyClient, name: string, start: ProviderStart = {}): Promise<void> {
  return leaveFor(client, name, { ...start, purpose: "sign-in" });
}

/**
 * As `signInWith`, but for the signed-in user, who can sign in with the provider from then on. Takes the `password` where the account
 * has one; where it has a factor or no password, `onReauthenticate` is asked.
 *
 * @example
 * await linkWith(client, "google", { password, returnTo: "/settings" });
 */
export function linkWith(
  client: LatchkeyClient,
  name: string,
  start: ProviderStart & { password?: string | undefined } = {},
): Promise<void> {
  return leaveFor(client, name, { ...start, purpose: "link" });
}

async function leaveFor(
  client: LatchkeyClient,
  name: string,
  body: Operations["POST /auth/providers/{name}/start"]["body"],
): Promise<void> {
  const tail = `${encodeURIComponent(name)}/start`;
  location.assign((await client.api.call("POST /auth/providers/{name}/start", body, tail)).url);
}

/**
 * Finishes on the page `/sign-in/continue` what `signInWith` or `linkWith` began in this browser. `fragment` is `location.hash`:
 * remove it from the address first, since it works once. PROVIDER_REFUSED: the user canceled. FLOW_INVALID: it took too long, or it
 * was begun in another browser. PROVIDER_UNAVAILABLE: begin again later.
 *
 * @example
 * const fragment = location.hash;
 * history.replaceState(null, "", location.pathname);
 * const outcome = await finishProviderSignIn(client, fragment);
 * if (outcome.kind === "challenge") render(outcome.challenge.methods);
 */
export async function finishProviderSignIn(
  client: LatchkeyClient,
  fragment: string,
  { rememberMe }: { rememberMe?: boolean | undefined } = {},
): Promise<ProviderOutcome> {
  const params: ProviderAnswer = Object.fromEntries(new URLSearchParams(fragment.replace("#", "")));
  try {
    const { user, identity, returnTo } = await client.api.renew("POST /auth/providers/finish", { params, rememberMe });
    return identity ? { kind: "linked", identity, returnTo } : { kind: "signed-in", user, returnTo };
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    const { returnTo = null } = error;
    if (error.code === "REGISTRATION_NEEDED") {
      return { kind: "registration-needed", flow: error.flow, suggestion: error.suggestion, returnTo };
    }
    if (error.code === "IDENTITY_NOT_LINKED") return { kind: "not-linked", flow: error.flow, returnTo };
    return challengeIn(error);
  }
}

/**
 * Creates an account for an identity at a provider, and signs in. What is absent is taken from the suggestion. USER_EXISTS: ask for
 * another name, the flow stays good. EMAIL_NOT_VERIFIED: the account exists, and a link was mailed.
 *
 * @example
 * const outcome = await finishProviderSignIn(client, fragment);
 * if (outcome.kind === "registration-needed") {
 *   await registerWithProvider(client, { flow: outcome.flow, username: "grace" });
 * }
 */
export async function registerWithProvider(
  client: LatchkeyClient,
  registration: Operations["POST /auth/providers/register"]["body"],
): Promise<RegisteredWithProvider> {
  try {
    const { user, returnTo } = await client.api.renew("POST /auth/providers/register", registration);
    return { kind: "signed-in", user, returnTo };
  } catch (error) {
    return challengeIn(error);
  }
}

function challengeIn(error: unknown): RegisteredWithProvider {
  if (!(error instanceof LatchkeyError && error.challenge)) throw error;
  return { kind: "challenge", challenge: error.challenge, returnTo: error.returnTo ?? null };
}

/**
 * The accounts at providers that the user can sign in with, oldest first.
 *
 * @example
 * const providers = (await identities(client)).map(({ provider }) => provider);
 */
export function identities(client: LatchkeyClient): Promise<Identity[]> {
  return client.api.call("GET /users/identities");
}

/**
 * Links the identity of a `not-linked` to the account that the user has signed in to since. Takes the `password` where the account
 * has one.
 *
 * @example
 * await client.login({ username: "ada", password });
 * const { provider } = await linkIdentity(client, flow, { password });
 */
export function linkIdentity(
  client: LatchkeyClient,
  flow: string,
  input: { password?: string } = {},
): Promise<Identity> {
  return client.api.call("POST /users/identities", { flow, ...input });
}

/**
 * Unlinks an identity, and ends the other sessions that it opened. Takes the `password` where the account has one. LAST_METHOD:
 * without it the user could not sign in any more.
 *
 * @example
 * for (const { _id } of await identities(client)) await unlinkIdentity(client, _id, { password });
 */
export async function unlinkIdentity(
  client: LatchkeyClient,
  id: string,
  input: { password?: string } = {},
): Promise<void> {
  await client.api.call("DELETE /users/identities/{id}", input, encodeURIComponent(id));
}
