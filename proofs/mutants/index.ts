import { EARLIER_WORDINGS } from "./earlierWordings.js";
import type { Mutant } from "./Mutant.js";
import { SYSTEMS } from "./systems.js";

export const MUTANTS: readonly Mutant[] = [...SYSTEMS, ...EARLIER_WORDINGS];
