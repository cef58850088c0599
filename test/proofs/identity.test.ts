import { describe, expect, test } from "vitest";
import { ACCOUNTS, SQUATTED_ACCOUNTS } from "../../proofs/identity/accounts.js";
import { INVARIANTS } from "../../proofs/identity/invariants.js";
import { ALL_HOLDINGS, type Holding } from "../../proofs/identity/model/Holding.js";
import { SHIPPED } from "../../proofs/identity/model/Rule.js";
import { DEFAULTS } from "../../proofs/identity/model/World.js";
import { MUTANTS } from "../../proofs/identity/mutants.js";
import { outcomesOf } from "../../proofs/identity/reach.js";
import { search } from "../../proofs/identity/search.js";
import { differing, subsetsOf } from "../../proofs/identity/worlds.js";

describe("the explorer of sign-ins", () => {
  test.each(MUTANTS)(
    "finds what goes wrong with $name, and nothing with the shipped rule",
    ({ patch, world, breaks }) => {
      expect(search(world, patch).breach?.invariant).toBe(breaks);
      expect(search(world, SHIPPED).breach).toBeNull();
    },
  );

  test("has a rule for each invariant that breaks it", () => {
    const broken = new Set(MUTANTS.map(({ breaks }) => breaks));
    expect(Object.keys(INVARIANTS).filter((name) => !broken.has(name as keyof typeof INVARIANTS))).toEqual([]);
  });

  test.each(SQUATTED_ACCOUNTS)("lets a stranger keep nothing of an account with $about", (account) => {
    const { breach, states } = search({ account, holds: new Set(), ownerIsFresh: false, settings: DEFAULTS }, SHIPPED);
    expect(breach).toBeNull();
    expect(states).toBeGreaterThan(50);
  });

  /** The sets that the explorer leaves out, since they are others in disguise. */
  test("reaches the same with what it calls useless as without", () => {
    for (const account of ACCOUNTS) {
      for (const holds of subsetsOf(ALL_HOLDINGS).filter(({ size }) => size < 3 || size > 6)) {
        const reached = (set: ReadonlySet<Holding>) =>
          outcomesOf({ account, holds: set, ownerIsFresh: false, settings: DEFAULTS });
        expect(reached(holds), `${account.name} ${[...holds]}`).toEqual(reached(differing(holds, account.useful)));
      }
    }
  });
});
