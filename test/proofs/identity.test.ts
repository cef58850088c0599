import { describe, expect, test } from "vitest";
import { ACCOUNTS, SQUATTED_ACCOUNTS } from "../../proofs/identity/accounts.js";
import { INVARIANTS } from "../../proofs/identity/invariants.js";
import { ALL_HOLDINGS, type Holding } from "../../proofs/identity/model/Holding.js";
import { SHIPPED } from "../../proofs/identity/model/Rule.js";
import { DEFAULTS, type Settings } from "../../proofs/identity/model/World.js";
import { MUTANTS } from "../../proofs/identity/mutants/index.js";
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

  test("calls a provider and a mailbox one factor, whatever a thief has beside them", () => {
    const account = ACCOUNTS.find(({ name }) => name === "provider-totp");
    if (account === undefined) throw new Error("there is no such account");
    const holds = new Set<Holding>(["mailbox", "provider", "password", "database"]);
    const settings = { ...DEFAULTS, emailCode: true, linkVerifiedEmail: true };
    const reached = (more: Partial<Settings>) =>
      outcomesOf({ account, holds, ownerIsFresh: false, settings: { ...settings, ...more } });
    expect([...reached({})].sort()).toEqual(["password", "signsOut"]);
    expect(reached({ trustsSecondFactor: true })).toContain("address");
  });

  /** The sets that the explorer leaves out, since they are others in disguise. */
  test("reaches the same with what it calls useless as without", () => {
    for (const account of ACCOUNTS) {
      const reached = (holds: ReadonlySet<Holding>) =>
        [...outcomesOf({ account, holds, ownerIsFresh: false, settings: DEFAULTS })].sort();
      const known = new Map<string, string[]>();
      for (const holds of subsetsOf(ALL_HOLDINGS).filter(({ size }) => size < 3 || size > 7)) {
        const differ = differing(holds, account.useful);
        if (differ.size === holds.size) continue;
        const expected = known.get(`${[...differ]}`) ?? reached(differ);
        known.set(`${[...differ]}`, expected);
        expect(reached(holds), `${account.name} ${[...holds]}`).toEqual(expected);
      }
    }
  });
});
