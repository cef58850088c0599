import type { Store } from "../../../src/stores/Store.js";

export interface OpenedStore {
  store: Store;
  /** Closes the store if it is open and removes its data. */
  dispose(): Promise<void>;
}
