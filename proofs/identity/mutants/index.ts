import { FACTOR_MUTANTS } from "./factorMutants.js";
import type { Mutant } from "./Mutant.js";
import { VOUCHED_MUTANTS } from "./vouchedMutants.js";

/** Each breaks something. */
export const MUTANTS: readonly Mutant[] = [...FACTOR_MUTANTS, ...VOUCHED_MUTANTS];
