import { expect, test } from "vitest";
import type { AuthenticationMethod } from "../../stores/Store.js";
import {
  decideSignIn,
  type Enrolled,
  enrolledMethods,
  NOTHING_ENROLLED,
  type SecondFactorPolicy,
} from "./decideSignIn.js";

const USER = { roles: ["user"] };
const ADMIN = { roles: ["user", "admin"] };
const method = (name: AuthenticationMethod["method"], userVerified = false) => ({ method: name, at: 1, userVerified });
const PASSWORD = method("password");
const APP: Enrolled = { totp: true, recoveryCodesLeft: 10, passkeys: 0 };
const PASSKEY: Enrolled = { totp: false, recoveryCodesLeft: 0, passkeys: 1 };

const decide = (
  methods: readonly AuthenticationMethod[],
  enrolled: Enrolled,
  { user = USER, policy = "off" as SecondFactorPolicy } = {},
) => decideSignIn({ user, methods, enrolled, policy });

test("an account with a factor is asked for it, whatever the policy", () => {
  for (const policy of ["off", "admins", "everybody"] as const) {
    expect(decide([PASSWORD], APP, { policy })).toEqual({ kind: "challenge", methods: ["totp", "recovery-code"] });
    expect(decide([PASSWORD], PASSKEY, { policy })).toEqual({ kind: "challenge", methods: ["passkey"] });
  }
});

test("a recovery code is offered while one is left, and alone it is no factor", () => {
  expect(decide([PASSWORD], { ...APP, recoveryCodesLeft: 0 })).toEqual({ kind: "challenge", methods: ["totp"] });
  const codesAlone = { ...NOTHING_ENROLLED, recoveryCodesLeft: 10 };
  expect(decide([PASSWORD], codesAlone)).toEqual({ kind: "admit" });
  expect(enrolledMethods(codesAlone)).toEqual([]);
});

test.each([
  ["off", USER, "admit"],
  ["off", ADMIN, "admit"],
  ["admins", USER, "admit"],
  ["admins", ADMIN, "enrol"],
  ["everybody", USER, "enrol"],
  ["everybody", ADMIN, "enrol"],
] as const)("policy %s, without a factor, roles %o: %s", (policy, user, kind) => {
  expect(decide([PASSWORD], NOTHING_ENROLLED, { policy, user }).kind).toBe(kind);
});

test("two kinds of proof are enough, also where a factor is there", () => {
  for (const second of [method("totp"), method("recovery-code"), method("passkey")]) {
    expect(decide([PASSWORD, second], APP, { policy: "everybody" })).toEqual({ kind: "admit" });
  }
  expect(decide([method("passkey", true)], APP, { policy: "everybody" })).toEqual({ kind: "admit" });
});

test("nothing proved, or two words of others, opens no account with a factor", () => {
  for (const methods of [[], [method("email"), method("provider:google")], [method("totp")]]) {
    expect(decide(methods, APP).kind).toBe("challenge");
  }
});
