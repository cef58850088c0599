import { setImmediate } from "node:timers/promises";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { ApiError } from "../../../src/utils/ApiError.js";
import type { GatedStore } from "./GatedStore.js";

type Outcome<T> = { readonly value: T } | { readonly refusal: string } | { readonly isUnavailable: true };

/** One request to the real services, over a gated store of its own. */
export class RealRequest<T> {
  readonly #gated: GatedStore;
  #outcome: Outcome<T> | null = null;

  constructor(gated: GatedStore, run: () => Promise<T>) {
    this.#gated = gated;
    void run().then(
      (value) => {
        this.#outcome = { value };
      },
      (error: unknown) => {
        if (error instanceof ApiError && error.statusCode < 500) this.#outcome = { refusal: error.code };
        else if (error instanceof ApiError || error instanceof StoreUnavailableError)
          this.#outcome = { isUnavailable: true };
        else throw error;
      },
    );
  }

  get outcome(): Outcome<T> | null {
    return this.#outcome;
  }

  get waitsFor(): string | null {
    return this.#gated.waiting?.verb ?? null;
  }

  /** The store reads for it. A compare-and-set that waits has lost its race meanwhile, and comes first. */
  async read(): Promise<void> {
    if (this.waitsFor === "compareAndSet") {
      await this.execute();
      await this.answer();
    }
    await this.execute();
  }

  async execute(): Promise<void> {
    const gate = this.#gated.waiting;
    if (gate === null) throw new Error("the request waits for nothing");
    await gate.execute();
  }

  async answer(): Promise<void> {
    this.#gated.waiting?.answer();
    await settled();
  }

  async fail(outcome: "unknown" | "not-applied"): Promise<void> {
    this.#gated.waiting?.fail(outcome);
    await settled();
  }
}

/** The memory store and the services wait for nothing but promises: at the next turn of the loop all is done. */
export async function settled(): Promise<void> {
  await setImmediate();
}
