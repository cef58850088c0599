export type { Provider, ProviderAnswer, ProviderIdentity, ProviderRequest } from "./Provider.js";
export type { ProviderSettings } from "./ProviderSettings.js";
export { Providers, type UnusableProvider } from "./Providers.js";
