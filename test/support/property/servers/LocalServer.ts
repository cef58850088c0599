import type { Store } from "../../../../src/stores/Store.js";
import { type Requests, requestsOver, type SessionServer } from "./SessionServer.js";

/** A server in this process, over a store of its own. */
export class LocalServer implements SessionServer {
  readonly #createStore: () => Store;
  #store: Store;
  #requests: Requests;

  private constructor(createStore: () => Store, store: Store) {
    this.#createStore = createStore;
    this.#store = store;
    this.#requests = requestsOver(store);
  }

  static async start(createStore: () => Store): Promise<LocalServer> {
    const store = createStore();
    await store.open();
    return new LocalServer(createStore, store);
  }

  get store(): Store {
    return this.#store;
  }

  /** An orderly one: the store is closed, and opened again. */
  async restart(): Promise<void> {
    await this.#store.close();
    this.#store = this.#createStore();
    await this.#store.open();
    this.#requests = requestsOver(this.#store);
  }

  stop(): Promise<void> {
    return this.#store.close();
  }

  open: Requests["open"] = (...args) => this.#requests.open(...args);
  refresh: Requests["refresh"] = (...args) => this.#requests.refresh(...args);
  use: Requests["use"] = (...args) => this.#requests.use(...args);
  logout: Requests["logout"] = (...args) => this.#requests.logout(...args);
  renew: Requests["renew"] = (...args) => this.#requests.renew(...args);
}
