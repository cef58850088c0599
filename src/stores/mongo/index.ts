import type { Store } from "../Store.js";

export function createMongoStore(_options: { url: string }): Store {
  throw new Error("replaced by the adapter");
}
