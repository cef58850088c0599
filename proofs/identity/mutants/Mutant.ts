import { ACCOUNTS, SQUATTED_ACCOUNTS } from "../accounts.js";
import type { Invariant } from "../invariants.js";
import type { Secret } from "../model/Holding.js";
import type { Rule } from "../model/Rule.js";
import { DEFAULTS, type Settings, type World } from "../model/World.js";

/** A rule that is not Latchkey's. The explorer must find what goes wrong with it. */
export interface Mutant {
  readonly name: string;
  /** The rule in one sentence. */
  readonly rule: string;
  /** Where it was found, or "" when it is a mistake that is easily made. */
  readonly from: string;
  readonly patch: Rule;
  readonly world: World;
  readonly breaks: Invariant;
}

/** The world in which a mutant breaks what it breaks. */
export function world(
  name: string,
  holds: readonly Secret[] = [],
  { ownerIsFresh = false, ...settings }: Partial<Settings & Pick<World, "ownerIsFresh">> = {},
): World {
  const account = [...ACCOUNTS, ...SQUATTED_ACCOUNTS].find((one) => one.name === name);
  if (account === undefined) throw new Error(`there is no account ${name}`);
  return { account, holds: new Set(holds), ownerIsFresh, settings: { ...DEFAULTS, ...settings } };
}
