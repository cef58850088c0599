import { expect, test } from "vitest";
import type { AuthenticationMethod } from "../../stores/Store.js";
import { assuranceClaims } from "./tokenClaims.js";

type Name = AuthenticationMethod["method"];
const methods = (...names: Name[]) => names.map((method) => ({ method, at: 1_999, userVerified: false }));

test.each<[Name[], string[], string]>([
  [["password"], ["pwd"], "aal1"],
  [["email"], [], "aal1"],
  [["provider:google"], [], "aal1"],
  [["password", "totp"], ["pwd", "otp", "mfa"], "aal2"],
  [["password", "recovery-code", "totp"], ["pwd", "otp", "mfa"], "aal2"],
  [["password", "recovery-code"], ["pwd", "otp", "mfa"], "aal2"],
  [["recovery-code"], ["otp"], "aal1"],
  [["password", "passkey"], ["pwd", "hwk", "mfa"], "aal2"],
])("a token for %j claims %j and %s", (names, amr, acr) => {
  expect(assuranceClaims(methods(...names))).toEqual({ amr, acr, auth_time: 1 });
});

test("a passkey that verified its user is hwk, user and mfa", () => {
  const claims = assuranceClaims([{ method: "passkey", at: 5_000, userVerified: true }]);
  expect(claims).toEqual({ amr: ["hwk", "user", "mfa"], acr: "aal2", auth_time: 5 });
});

test("a passkey that verified its user is user beside other proofs too", () => {
  const passkey = { method: "passkey", at: 5_000, userVerified: true } as const;
  expect(assuranceClaims([...methods("password"), passkey])?.amr).toEqual(["pwd", "hwk", "user", "mfa"]);
});

test("auth_time is that of the newest proof", () => {
  const [password, totp] = [methods("password")[0], { method: "totp", at: 60_000, userVerified: false } as const];
  expect(assuranceClaims(password === undefined ? [] : [totp, password])).toMatchObject({ auth_time: 60 });
});

test("without a proof there are no claims", () => {
  expect(assuranceClaims([])).toBeNull();
});
