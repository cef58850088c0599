import type { AuthState, Session, Store } from "../../../src/stores/Store.js";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";

/** A call of the store that waits: first for the store to carry it out, then for its result to reach the caller. */
export interface Gate {
  readonly verb: "authState" | "get" | "compareAndSet";
  /** The store carries it out now. */
  execute(): Promise<void>;
  /** The caller gets the result. */
  answer(): void;
  /** The caller gets an error: the database cannot be reached. */
  fail(outcome: "unknown" | "not-applied"): void;
}

/** A real store whose verbs on sessions stop at a gate, one after the other, until a story lets them through. */
export class GatedStore {
  readonly store: Store;
  #waiting: Gate | null = null;

  constructor(store: Store) {
    const { sessions } = store;
    this.store = {
      ...store,
      authState: (id, userId) => this.#stop<AuthState | null>("authState", () => store.authState(id, userId)),
      sessions: {
        ...sessions,
        get: (id) => this.#stop<Session | null>("get", () => sessions.get(id)),
        compareAndSet: (next, version) => this.#stop("compareAndSet", () => sessions.compareAndSet(next, version)),
      },
    };
  }

  get waiting(): Gate | null {
    return this.#waiting;
  }

  #stop<T>(verb: Gate["verb"], run: () => Promise<T>): Promise<T> {
    if (this.#waiting !== null) throw new Error(`${verb} is called while ${this.#waiting.verb} waits`);
    return new Promise<T>((resolve, reject) => {
      let result: Promise<T> | null = null;
      this.#waiting = {
        verb,
        execute: async () => {
          result = run();
          await result;
        },
        answer: () => {
          if (result === null) throw new Error(`${verb} was not carried out`);
          this.#waiting = null;
          resolve(result);
        },
        fail: (outcome) => {
          this.#waiting = null;
          reject(new StoreUnavailableError("The connection broke.", { outcome }));
        },
      };
    });
  }
}
