import { ApiError } from "../../utils/ApiError.js";
import type { Events } from "../events/index.js";
import type { Provider, ProviderAnswer, ProviderIdentity, ProviderRequest } from "./Provider.js";
import { ProviderFault } from "./ProviderFault.js";

/** A failed discovery is remembered for as long. */
const RETRY_SECONDS = 10;

/** A provider whose faults are answers of the API, and events. */
export class WatchedProvider implements Provider {
  readonly name: string;
  readonly label: string;
  readonly #provider: Provider;
  readonly #events: Events;

  constructor(provider: Provider, events: Events) {
    this.name = provider.name;
    this.label = provider.label;
    this.#provider = provider;
    this.#events = events;
  }

  async authorizationUrl(request: ProviderRequest): Promise<string> {
    try {
      return await this.#provider.authorizationUrl(request);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async identify(answer: ProviderAnswer, request: ProviderRequest): Promise<ProviderIdentity> {
    try {
      const identity = await this.#provider.identify(answer, request);
      this.#events.emit("provider.identified", { provider: this.name });
      return identity;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** What is no fault of the provider is a bug, and stays what it is. */
  #failure(error: unknown): unknown {
    if (!(error instanceof ProviderFault)) return error;
    const { code, message: reason, isOperators, retryAfterSeconds = RETRY_SECONDS } = error;
    this.#events.emit("provider.failed", { provider: this.name, code, reason, isOperators });
    if (code !== "PROVIDER_UNAVAILABLE") return new ApiError(code, { cause: error });
    return new ApiError(code, { cause: error, retryAfterSeconds });
  }
}
