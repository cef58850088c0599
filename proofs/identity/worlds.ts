import { ACCOUNTS } from "./accounts.js";
import { ALL_HOLDINGS, type Holding } from "./model/Holding.js";
import { type Account, DEFAULTS, type World } from "./model/World.js";

/**
 * Every set of holdings that differs for an account, the smaller ones first. Each with a stolen session twice: the owner has proved
 * long ago who they are, or a moment ago.
 */
function worldsOf(account: Account): World[] {
  const sets = subsetsOf(ALL_HOLDINGS).filter((holds) => differing(holds, account.useful).size === holds.size);
  return sets.flatMap((holds) => {
    const world = { account, holds, ownerIsFresh: false, settings: DEFAULTS };
    return hasSession(holds) ? [world, { ...world, ownerIsFresh: true }] : [world];
  });
}

export const WORLDS: readonly World[] = ACCOUNTS.flatMap(worldsOf);

/** Without what opens no step: what is of no use for the account, and an access token beside the cookie that brings them. */
export function differing(holds: ReadonlySet<Holding>, useful: readonly Holding[]): ReadonlySet<Holding> {
  return new Set([...holds].filter((one) => useful.includes(one) && !(one === "access" && holds.has("cookie"))));
}

export function hasSession(holds: ReadonlySet<Holding>): boolean {
  return holds.has("cookie") || holds.has("access");
}

/** All of them, the smaller ones first. */
export function subsetsOf(holdings: readonly Holding[]): ReadonlySet<Holding>[] {
  const sets = Array.from({ length: 1 << holdings.length }, (_, bits) => {
    return new Set(holdings.filter((_holding, index) => ((bits >> index) & 1) === 1));
  });
  return sets.sort((one, other) => one.size - other.size);
}
