import type { Rule } from "../model/Rule.js";
import type { Conditions } from "../model/World.js";

/** A rule that is not Latchkey's. The explorer must find what goes wrong with it. */
export interface Mutant {
  readonly name: string;
  /** Whose rule it is, or where it comes from. */
  readonly from: string;
  /** The rule in one sentence. */
  readonly rule: string;
  readonly patch: Rule;
  /** The smallest world in which it goes wrong, judged by the invariant that it breaks there. */
  readonly world: Conditions;
}
