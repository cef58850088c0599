/** The invariants of the rule that can be seen in a trace. docs/why/proof.md says where the others are checked. */
export const INVARIANTS = {
  1: "one secret for each generation",
  2: "a generation more for each rotation, never otherwise",
  3: "no honest logout",
  4: "nothing lives again",
  5: "a stolen token ends the session",
  7: "a revocation replaces the record that it was decided on",
  8: "an honest refresh ends in tokens or in 503",
  9: "one burst, one token",
  10: "the end of a session never moves",
  13: "a burst costs one late recovery",
  15: "the record is bounded",
  16: "a clock that goes back revokes nothing",
  17: "a restored backup is no theft",
  18: "who changes the password stays signed in",
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** No rule can keep this one when a refresh and a change of the password cross each other: it is judged in `limits.ts` alone. */
const BEYOND_THE_RULE: Invariant = 18;

export const ALL_INVARIANTS = Object.keys(INVARIANTS).map(Number).filter(isInvariant);

export const INVARIANTS_OF_THE_RULE = ALL_INVARIANTS.filter((invariant) => invariant !== BEYOND_THE_RULE);

function isInvariant(number: number): number is Invariant {
  return number in INVARIANTS;
}
