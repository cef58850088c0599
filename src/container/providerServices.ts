import type { Config } from "../config/index.js";
import { Events } from "../services/events/index.js";
import { Providers } from "../services/providers/index.js";
import { type Clock, systemClock } from "../utils/clock.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import { trimTrailing } from "../utils/trimTrailing.js";

interface ProviderParts {
  readonly clock: Clock;
  readonly events: Events;
  /** Where an app mounts the router. */
  readonly apiPath?: string | undefined;
  /** Another one in tests. */
  readonly fetch?: typeof fetch | undefined;
}

type ProviderConfig = Pick<Config, "providers" | "publicUrl">;

/** The providers with which users sign in. */
export function composeProviderServices({ providers: settings, publicUrl }: ProviderConfig, parts: ProviderParts) {
  const { apiPath = "/api/v1", ...others } = parts;
  const apiUrl = publicUrl + trimTrailing(apiPath, "/");
  return { providers: new Providers({ settings, apiUrl, allowsLoopback: isLocalhost(new URL(publicUrl)), ...others }) };
}

/** The providers of the settings that cannot be reached from here, or are not what the settings say, each with the reason. */
export function checkProviders(config: ProviderConfig): Promise<{ readonly name: string; readonly reason: string }[]> {
  return composeProviderServices(config, { clock: systemClock, events: new Events() }).providers.faults();
}
