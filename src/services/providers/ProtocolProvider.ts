import type { Provider } from "./Provider.js";

/** A provider whose methods throw ProviderFault, before it is watched. */
export interface ProtocolProvider extends Provider {
  /** Rejects with ProviderFault PROVIDER_UNAVAILABLE when nobody could begin to sign in now. */
  reach(): Promise<void>;
}
