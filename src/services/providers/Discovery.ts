import type { Clock } from "../../utils/clock.js";
import { MINUTE, SECOND } from "../../utils/duration.js";
import { faultOfDiscovery } from "./faults.js";
import type { ProviderFault } from "./ProviderFault.js";

/** Endpoints move rarely, and what a provider has changed should not need a restart. */
const LIFE = 60 * MINUTE;

/** A provider that is down must not hold every request for the time of a timeout. */
const FAILURE_LIFE = 10 * SECOND;

/** What was found out about a provider, kept in memory. Requests of the same moment share one discovery. */
export class Discovery<T> {
  readonly #clock: Clock;
  readonly #discover: () => Promise<T>;
  #found: { readonly value: T; readonly until: number } | null = null;
  #failed: { readonly fault: ProviderFault; readonly until: number } | null = null;
  #running: Promise<T> | null = null;

  constructor(clock: Clock, discover: () => Promise<T>) {
    this.#clock = clock;
    this.#discover = discover;
  }

  /** Throws ProviderFault PROVIDER_UNAVAILABLE. */
  async get(): Promise<T> {
    const now = this.#clock.now();
    if (this.#found !== null && now < this.#found.until) return this.#found.value;
    if (this.#failed !== null && now < this.#failed.until) throw this.#failed.fault;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<T> {
    try {
      const value = await this.#discover();
      this.#found = { value, until: this.#clock.now() + LIFE };
      this.#failed = null;
      return value;
    } catch (error) {
      const fault = faultOfDiscovery(error);
      this.#failed = { fault, until: this.#clock.now() + FAILURE_LIFE };
      throw fault;
    }
  }
}
