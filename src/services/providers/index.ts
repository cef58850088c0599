export { decideIdentity } from "./decideIdentity.js";
export { type IdentityFacts, type IdentityView, identityIdOf, identityView, newIdentity } from "./identityRecord.js";
export type { Provider, ProviderAnswer, ProviderIdentity, ProviderList, ProviderRequest } from "./Provider.js";
export { type Identified, ProviderAnswers, type ReadProfile } from "./ProviderAnswers.js";
export { type BegunExchange, EXCHANGE_LIFE, FLOW_SLOTS, ProviderFlows, type StartedFlow } from "./ProviderFlows.js";
export type { ProviderSettings } from "./ProviderSettings.js";
export { Providers } from "./Providers.js";
