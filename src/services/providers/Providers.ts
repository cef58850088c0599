import type { Clock } from "../../utils/clock.js";
import type { Events } from "../events/index.js";
import { GithubProvider } from "./GithubProvider.js";
import { OidcProvider } from "./OidcProvider.js";
import type { Preset } from "./Preset.js";
import type { ProtocolProvider } from "./ProtocolProvider.js";
import type { Provider } from "./Provider.js";
import { ProviderFault } from "./ProviderFault.js";
import { ProviderFetch } from "./ProviderFetch.js";
import type { ProviderSettings } from "./ProviderSettings.js";
import { applePreset } from "./presets/apple.js";
import { genericPreset } from "./presets/generic.js";
import { googlePreset } from "./presets/google.js";
import { microsoftPreset } from "./presets/microsoft.js";
import { WatchedProvider } from "./WatchedProvider.js";

interface ProviderParts {
  readonly settings: readonly ProviderSettings[];
  /** The API as browsers see it, without a slash at its end: below it are the redirect URIs. */
  readonly apiUrl: string;
  /** Whether a provider on this machine may be spoken to by http. */
  readonly allowsLoopback: boolean;
  readonly clock: Clock;
  readonly events: Events;
  /** Another one in tests, which leads the names of providers to this machine. */
  readonly fetch?: typeof fetch | undefined;
}

/** The providers with which users sign in, in the order of the settings. Nothing is asked of them before somebody signs in. */
export class Providers {
  readonly #protocols: readonly ProtocolProvider[];
  readonly #providers: readonly Provider[];

  constructor({ settings, apiUrl, events, ...parts }: ProviderParts) {
    const http = new ProviderFetch(parts);
    this.#protocols = settings.map((one) => {
      const redirectUri = new URL(`${apiUrl}/auth/providers/${one.name}/callback`).href;
      return protocolOf(one, { redirectUri, clock: parts.clock, http });
    });
    this.#providers = this.#protocols.map((protocol) => new WatchedProvider(protocol, events));
  }

  list(): readonly Provider[] {
    return this.#providers;
  }

  get(name: string): Provider | null {
    return this.#providers.find((provider) => provider.name === name) ?? null;
  }

  /** Why nobody could begin to sign in with a provider now, for each that cannot be used. */
  async faults(): Promise<{ readonly name: string; readonly reason: string }[]> {
    const results = await Promise.all(
      this.#protocols.map(async (one) => ({ name: one.name, reason: await faultOf(one) })),
    );
    return results.flatMap(({ name, reason }) => (reason === null ? [] : [{ name, reason }]));
  }
}

function protocolOf(
  settings: ProviderSettings,
  parts: { redirectUri: string; clock: Clock; http: ProviderFetch },
): ProtocolProvider {
  if (settings.kind === "github") return new GithubProvider({ settings, ...parts });
  return new OidcProvider({ settings, preset: presetOf(settings, parts.clock), ...parts });
}

function presetOf(settings: Exclude<ProviderSettings, { kind: "github" }>, clock: Clock): Preset {
  switch (settings.kind) {
    case "google":
      return googlePreset(settings);
    case "microsoft":
      return microsoftPreset(settings);
    case "apple":
      return applePreset(settings, clock);
    case "oidc":
      return genericPreset(settings);
  }
}

async function faultOf(protocol: ProtocolProvider): Promise<string | null> {
  try {
    await protocol.reach();
    return null;
  } catch (error) {
    if (error instanceof ProviderFault) return error.message;
    throw error;
  }
}
