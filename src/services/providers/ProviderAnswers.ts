import { ApiError } from "../../utils/ApiError.js";
import type { RegistrationSuggestion } from "../../utils/failureExtras.js";
import type { Limits } from "../rateLimit/index.js";
import type { IdentityFacts } from "./identityRecord.js";
import type { ProviderAnswer, ProviderIdentity, ProviderList } from "./Provider.js";
import type { Exchange } from "./ProviderFlows.js";

/** What a provider says of names and address, as accounts here may have them; `null` for what cannot be used. */
export type ReadProfile = (said: Pick<ProviderIdentity, "username" | "fullName" | "email">) => RegistrationSuggestion;

/** Who somebody is at a provider, in the form in which it is stored. */
export interface Identified {
  readonly facts: IdentityFacts;
  readonly suggestion: RegistrationSuggestion;
  readonly isAuthoritative: boolean;
  readonly hasSecondFactor: boolean;
}

interface ProviderAnswersDeps {
  readonly providers: ProviderList;
  readonly limits: Limits;
}

/** Redeeming the answers of providers. */
export class ProviderAnswers {
  readonly #deps: ProviderAnswersDeps;

  constructor(deps: ProviderAnswersDeps) {
    this.#deps = deps;
  }

  /** Throws FLOW_INVALID (the provider is none any more), RATE_LIMITED, and as `identify` of a provider does. */
  async identify(answer: ProviderAnswer, exchange: Exchange, readProfile: ReadProfile): Promise<Identified> {
    const { providers, limits } = this.#deps;
    const provider = providers.get(exchange.provider);
    if (provider === null) throw new ApiError("FLOW_INVALID");
    await limits.consume("provider.global", "all");
    const { state, nonce, codeVerifier } = exchange;
    const said = await provider.identify(answer, { state, nonce, codeVerifier });
    const { issuer, subject, isAuthoritative, hasSecondFactor } = said;
    const suggestion = readProfile(said);
    const { email } = suggestion;
    // What is verified must be the very address that is compared and stored.
    const emailVerified = said.emailVerified && email !== null;
    const facts = { provider: provider.name, issuer, subject, email, emailVerified };
    return { facts, suggestion, isAuthoritative, hasSecondFactor };
  }
}
