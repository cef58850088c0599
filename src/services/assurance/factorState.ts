import type { User } from "../../stores/Store.js";

/** By which an account of later shows whether its second factors have changed. Every account has it. */
export type FactorState = Pick<User, "factorsSince" | "epoch">;

/**
 * Whether the first factor of the account was begun, or any was stored or removed, since it was in this state. What was allowed then
 * must not be finished now: nobody asked for the factor. A state that the release before has written is empty: it knew no factors.
 *
 * @example
 * haveFactorsChanged({ ...ada, factorsSince: now }, { factorsSince: null, epoch: ada.epoch }); // true
 */
export function haveFactorsChanged(
  user: Pick<User, "factorsSince" | "epochEnds">,
  { factorsSince = null, epoch = 0 }: Partial<FactorState>,
): boolean {
  if (factorsSince === null && user.factorsSince !== null) return true;
  return user.epochEnds.some((end) => end.cause === "factor-change" && end.epoch >= epoch);
}
