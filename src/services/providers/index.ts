export type { Provider, ProviderAnswer, ProviderIdentity, ProviderRequest } from "./Provider.js";
export type { ProviderSettings } from "./ProviderSettings.js";
export { Providers } from "./Providers.js";
