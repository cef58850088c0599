import { AsyncLocalStorage } from "node:async_hooks";
import type { Store } from "../src/stores/Store.js";

const PORTS = ["users", "sessions", "oneTimeTokens", "audit", "queue", "rateLimits"] as const;
const READS = new Set(["users.byLogin", "sessions.listAllByUser", "rateLimits.get"]);

interface Call {
  readonly verb: string;
  readonly start: number;
  readonly end: number;
}

/** What one request asked of the store before its answer. */
export interface StoreUse {
  readonly reads: number;
  readonly writes: number;
  /** Milliseconds in which at least one call was under way. */
  readonly waited: number;
}

/**
 * A real store that notes for each request what it was asked and how long that took. What a request costs beside its
 * password hash can be told in this way without touching the hash.
 */
export class MeteredStore {
  readonly store: Store;
  readonly #calls = new AsyncLocalStorage<Call[]>();

  constructor(store: Store) {
    const metered = new Map<string, object>(PORTS.map((port) => [port, this.#metered(store[port], `${port}.`)]));
    this.store = new Proxy(this.#metered(store, ""), {
      get: (target, key) => metered.get(String(key)) ?? Reflect.get(target, key),
    });
  }

  /** Runs one request; resolves with what it had asked of the store, to the end, when it was answered. */
  async useOf(request: () => Promise<unknown>): Promise<StoreUse> {
    const calls: Call[] = [];
    await this.#calls.run(calls, request);
    // What began before the answer and was not awaited, such as a note for the audit trail, has not ended by now.
    const before = [...calls];
    const reads = before.filter(({ verb }) => READS.has(verb)).length;
    return { reads, writes: before.length - reads, waited: unionOf(before) };
  }

  #metered<T extends object>(target: T, prefix: string): T {
    return new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          const start = performance.now();
          const result: unknown = await Reflect.apply(value, object, args);
          this.#calls.getStore()?.push({ verb: prefix + String(key), start, end: performance.now() });
          return result;
        };
      },
    });
  }
}

/** Calls overlap when a request makes several at once. */
function unionOf(calls: readonly Call[]): number {
  let [total, until] = [0, 0];
  for (const { start, end } of calls.toSorted((a, b) => a.start - b.start)) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total;
}
