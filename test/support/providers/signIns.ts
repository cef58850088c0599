import { randomBytes } from "node:crypto";
import { Events } from "../../../src/services/events/index.js";
import type { ProviderIdentity, ProviderRequest, ProviderSettings } from "../../../src/services/providers/index.js";
import { Providers } from "../../../src/services/providers/index.js";
import { ManualClock } from "../ManualClock.js";
import { CLIENT_ID, CLIENT_SECRET, type HostileProvider } from "./HostileProvider.js";

export const API_URL = "http://localhost:3000/api/v1";

const BOUNDS = { allowsLoopback: true, apiUrl: API_URL };

export interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly isOperators: boolean;
}

/** One provider and what it publishes. */
export function providerOf(
  settings: ProviderSettings,
  options: Partial<ConstructorParameters<typeof Providers>[0]> = {},
) {
  const events = new Events();
  const failures: Failure[] = [];
  events.on("provider.failed", ({ code, reason, isOperators }) => failures.push({ code, reason, isOperators }));
  const clock = new ManualClock();
  const providers = new Providers({ ...BOUNDS, clock, events, settings: [settings], ...options });
  const provider = providers.get(settings.name);
  if (provider === null) throw new Error(`${settings.name} is missing.`);
  return { provider, providers, clock, failures };
}

/** A provider of the settings OIDC_PROVIDERS. */
export function oidcSettings(issuer: string, changes: Partial<Extract<ProviderSettings, { kind: "oidc" }>> = {}) {
  return {
    kind: "oidc" as const,
    name: "acme",
    label: "Acme",
    issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    scopes: ["openid", "email", "profile"],
    trustsEmail: false,
    authoritativeFor: [],
    trustsSecondFactor: false,
    ...changes,
  };
}

export function aRequest(): ProviderRequest {
  const [state = "", nonce = "", codeVerifier = ""] = Array.from({ length: 3 }, () =>
    randomBytes(32).toString("base64url"),
  );
  return { state, nonce, codeVerifier };
}

/** Begins a sign-in, agrees at the provider, and redeems the answer. */
export async function signIn(
  { provider }: ReturnType<typeof providerOf>,
  hostile: HostileProvider,
  extra: Record<string, string> = {},
): Promise<ProviderIdentity> {
  const request = aRequest();
  const answer = hostile.answerTo(await provider.authorizationUrl(request));
  return provider.identify({ ...answer, ...extra }, request);
}
