import { expect, test } from "vitest";
import { aUser, NOW } from "../../../test/support/records.js";
import type { EpochEndCause, User } from "../../stores/Store.js";
import { haveFactorsChanged } from "./index.js";

const THEN = { factorsSince: null, epoch: 3 };

/** The account after the end of an epoch. */
function after(cause: EpochEndCause, epoch: number, factorsSince: User["factorsSince"] = NOW): User {
  return aUser({ factorsSince, epoch: epoch + 1, epochEnds: [{ epoch, cause, at: NOW }] });
}

test("the factors of an account have changed when a first one was begun", () => {
  expect(haveFactorsChanged(aUser({ factorsSince: NOW, epoch: 3 }), THEN)).toBe(true);
  expect(haveFactorsChanged(aUser({ factorsSince: NOW, epoch: 3 }), { ...THEN, factorsSince: NOW })).toBe(false);
  expect(haveFactorsChanged(aUser({ epoch: 3 }), THEN)).toBe(false);
});

test("they have changed when one was stored or removed in the same epoch or a later one, and by nothing else", () => {
  const begun = { factorsSince: NOW, epoch: 3 };
  expect([2, 3, 4].map((epoch) => haveFactorsChanged(after("factor-change", epoch), begun))).toEqual([
    false,
    true,
    true,
  ]);
  for (const cause of ["logout-all", "password-change", "password-reset", "disabled"] as const) {
    expect(haveFactorsChanged(after(cause, 3), begun), cause).toBe(false);
  }
});

test("what the release before has written is of a time without factors", () => {
  expect(haveFactorsChanged(aUser({ epoch: 3 }), {})).toBe(false);
  expect(haveFactorsChanged(aUser({ factorsSince: NOW }), {})).toBe(true);
  expect(haveFactorsChanged(after("factor-change", 0, null), {})).toBe(true);
});
