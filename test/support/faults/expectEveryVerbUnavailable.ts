import { expect } from "vitest";
import type { Store } from "../../../src/stores/Store.js";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { everyVerb } from "../store/everyVerb.js";

export async function expectEveryVerbUnavailable(store: Store): Promise<void> {
  const calls = Object.entries(everyVerb).map(async ([name, call]) => {
    const reason = await call(store).catch((error: unknown) => error);
    return [name, reason];
  });
  const reasons = Object.fromEntries(await Promise.all(calls));
  const unavailable = expect.any(StoreUnavailableError);
  expect(reasons).toEqual(Object.fromEntries(Object.keys(everyVerb).map((name) => [name, unavailable])));
}
