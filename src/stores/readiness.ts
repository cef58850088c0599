import { StoreUnavailableError } from "./StoreUnavailableError.js";

interface Deps {
  /** Connects and migrates, or has done so. */
  open(): Promise<void>;
  /** Proves that a write works. */
  ping(): Promise<void>;
}

/**
 * Whether requests would be served, asked by anybody and as often as they like: those who ask while it is being found out share
 * the answer, so that there is one write at a time. No answer is kept: the next one could be wrong. Rejects with
 * StoreUnavailableError, also for what is a fault of ours in a request: a probe only needs to know where not to send them.
 */
export function createReadiness({ open, ping }: Deps): () => Promise<void> {
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    await open();
    await ping();
  }

  return () => {
    asking ??= ask()
      .catch((cause: unknown) => {
        if (cause instanceof StoreUnavailableError) throw cause;
        throw new StoreUnavailableError("The store is not ready.", { cause });
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };
}
