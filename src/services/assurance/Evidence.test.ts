import { expect, test } from "vitest";
import { assuranceLevel } from "./assurance.js";
import { emailVerified, passkeyVerified, providerVerified, together } from "./Evidence.js";

test("a mailed code and the word of a provider are level 1, each alone and together", () => {
  expect(assuranceLevel(emailVerified(1).methods)).toBe(1);
  expect(assuranceLevel(providerVerified("acme", 1, false).methods)).toBe(1);
  expect(assuranceLevel(together(emailVerified(1), providerVerified("acme", 2, false)).methods)).toBe(1);
});

test("a second factor that a provider has asked for, or a passkey that verified its user, is level 2", () => {
  expect(assuranceLevel(providerVerified("acme", 1, true).methods)).toBe(2);
  expect(assuranceLevel(passkeyVerified(1, true).methods)).toBe(2);
});
