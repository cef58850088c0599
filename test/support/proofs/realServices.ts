import type { Model } from "../../../proofs/model/Model.js";
import type { Store } from "../../../src/stores/Store.js";
import type { Clock } from "../../../src/utils/clock.js";
import { assembleSessionServices } from "../services/assembleSessionServices.js";

const LONG = 365 * 24 * 3600 * 1000;

/** The services of one server of a world, with the world's policy. */
export function realServices({ policy, absolute }: Model, store: Store, clock: Clock) {
  return assembleSessionServices(store, {
    clock,
    policy,
    absolute,
    accessTokenExpiry: LONG,
    // A confirmation that the story cuts off fails here, as it should.
    onBackgroundError: () => undefined,
    onTheft: async () => undefined,
  });
}
