import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuthenticationMethod } from "../../stores/Store.js";
import { assuranceLevel, assuranceOf, isFresh, withMethod } from "./assurance.js";

const method = (name: string, at = 0, userVerified = false): AuthenticationMethod => ({
  method: name as AuthenticationMethod["method"],
  at,
  userVerified,
});
const of = (...names: string[]) => names.map((name) => method(name));

describe("assuranceLevel", () => {
  test.each([
    [[], 0],
    [["password"], 1],
    [["email"], 1],
    [["provider:google"], 1],
    [["totp"], 1],
    [["recovery-code"], 1],
    [["passkey"], 1],
    [["totp", "recovery-code"], 1],
    [["totp", "passkey"], 1],
    [["password", "email"], 1],
    [["email", "provider:google"], 1],
    [["provider:google", "provider:github"], 1],
    [["password", "totp"], 2],
    [["password", "recovery-code"], 2],
    [["password", "passkey"], 2],
    [["email", "totp"], 2],
    [["provider:google", "totp"], 2],
    [["provider:google", "passkey"], 2],
  ] as const)("of %j is %i", (names, level) => {
    expect(assuranceLevel(of(...names))).toBe(level);
  });

  test("of a passkey that verified its user is 2 alone", () => {
    expect(assuranceLevel([method("passkey", 0, true)])).toBe(2);
    expect(assuranceLevel([method("totp"), method("passkey", 0, true)])).toBe(2);
  });

  test("never falls by another proof", () => {
    const names = fc.constantFrom("password", "totp", "recovery-code", "passkey", "email", "provider:x");
    fc.assert(
      fc.property(fc.array(names, { maxLength: 5 }), names, fc.boolean(), (before, next, userVerified) => {
        const methods = of(...before);
        expect(assuranceLevel([...methods, method(next, 0, userVerified)])).toBeGreaterThanOrEqual(
          assuranceLevel(methods),
        );
      }),
    );
  });

  test("of a name that only looks like a method is that of somebody's word", () => {
    expect(assuranceLevel(of("constructor", "totp"))).toBe(2);
    expect(assuranceLevel(of("constructor", "email"))).toBe(1);
  });
});

describe("isFresh", () => {
  const at2 = (maxAge: number, now: number) => ({ level: 2, maxAge, now }) as const;

  test("holds up to the age, and not a millisecond longer", () => {
    const fresh = (now: number) => isFresh([method("password", 1_000)], { level: 1, maxAge: 500, now });
    expect([fresh(1_500), fresh(1_501)]).toEqual([true, false]);
  });

  test("asks for the level first", () => {
    expect(isFresh([method("password", 1_000)], at2(500, 1_000))).toBe(false);
  });

  test("a password never refreshes level 2: a stolen session and the password do not walk past the factor", () => {
    const methods = [method("totp", 1_000), method("password", 9_000)];
    expect(isFresh(methods, at2(500, 9_000))).toBe(false);
    expect(isFresh(methods, at2(8_000, 9_000))).toBe(true);
  });

  test.each(["totp", "recovery-code", "passkey"])("%s refreshes level 2", (name) => {
    expect(isFresh([method("password", 0), method(name, 9_000)], at2(500, 9_000))).toBe(true);
  });

  test("nothing is fresh without a proof", () => {
    expect(isFresh([], { level: 1, maxAge: 500, now: 0 })).toBe(false);
  });
});

describe("withMethod", () => {
  test("keeps the newest of each method, oldest first", () => {
    const methods = [method("password", 1), method("totp", 2)];
    expect(withMethod(methods, method("password", 3))).toEqual([method("totp", 2), method("password", 3)]);
  });

  test("keeps six at most, and drops the oldest", () => {
    const seven = of("a", "b", "c", "d", "e", "f", "g");
    expect(seven.reduce<readonly AuthenticationMethod[]>(withMethod, [])).toEqual(seven.slice(1));
  });
});

test("assuranceOf says when the newest proof was, or null without one", () => {
  expect(assuranceOf([method("totp", 5), method("password", 9), method("email", 7)]).authenticatedAt).toBe(9);
  expect(assuranceOf([])).toEqual({ level: 0, methods: [], authenticatedAt: null });
});
