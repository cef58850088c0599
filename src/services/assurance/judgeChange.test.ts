import { expect, test } from "vitest";
import type { AuthenticationMethod } from "../../stores/Store.js";
import { type Enrolled, NOTHING_ENROLLED } from "./decideSignIn.js";
import { judgeChange } from "./judgeChange.js";

const MAX_AGE = 600;
const NOW = 10_000;

const method = (name: AuthenticationMethod["method"], age: number, userVerified = false): AuthenticationMethod => ({
  method: name,
  at: NOW - age,
  userVerified,
});

const SESSIONS = {
  "without a proof": [],
  "a stale password": [method("password", MAX_AGE + 1)],
  "a fresh password": [method("password", MAX_AGE)],
  "a fresh email": [method("email", 0)],
  "a stale code, a fresh password": [method("totp", MAX_AGE + 1), method("password", 0)],
  "a fresh code, a stale password": [method("password", MAX_AGE + 1), method("totp", MAX_AGE)],
  "a fresh recovery code": [method("password", MAX_AGE + 1), method("recovery-code", MAX_AGE)],
  "a stale passkey": [method("passkey", MAX_AGE + 1, true)],
  "a fresh passkey": [method("passkey", MAX_AGE, true)],
  "a fresh code alone": [method("totp", 0)],
};
type SessionName = keyof typeof SESSIONS;

const NAMES = Object.keys(SESSIONS) as SessionName[];
const APP: Enrolled = { totp: true, recoveryCodesLeft: 10, passkeys: 0 };
const PASSKEY: Enrolled = { totp: false, recoveryCodesLeft: 0, passkeys: 1 };
const CODES_ALONE: Enrolled = { ...NOTHING_ENROLLED, recoveryCodesLeft: 10 };

function judge(session: SessionName, enrolled: Enrolled, password: "none" | "missing" | "given") {
  const hasPassword = password !== "none";
  const isPasswordGiven = password === "given";
  return judgeChange({ methods: SESSIONS[session], enrolled, hasPassword, isPasswordGiven, maxAge: MAX_AGE, now: NOW });
}

test("an account with a password is asked for it first, however fresh the session is and whatever is enrolled", () => {
  for (const session of NAMES) {
    for (const enrolled of [NOTHING_ENROLLED, APP, PASSKEY, CODES_ALONE]) {
      expect(judge(session, enrolled, "missing"), session).toEqual({ kind: "ask-password" });
    }
  }
});

test("an account with a password and no factor needs the password alone: recovery codes alone are no factor", () => {
  for (const session of NAMES) {
    for (const enrolled of [NOTHING_ENROLLED, CODES_ALONE]) {
      expect(judge(session, enrolled, "given"), session).toEqual({ kind: "allow" });
    }
  }
});

const FRESH_AT_2: SessionName[] = ["a fresh code, a stale password", "a fresh recovery code", "a fresh passkey"];

test.each(NAMES)("an account with a factor needs level 2, renewed by a factor: %s", (session) => {
  const expected = FRESH_AT_2.includes(session) ? { kind: "allow" } : { kind: "reauthenticate", level: 2 };
  for (const enrolled of [APP, PASSKEY]) {
    for (const password of ["given", "none"] as const) expect(judge(session, enrolled, password)).toEqual(expected);
  }
});

const STALE_AT_1: SessionName[] = ["without a proof", "a stale password", "a stale passkey"];

test.each(NAMES)("an account without a password and a factor needs a fresh session of level 1: %s", (session) => {
  const expected = STALE_AT_1.includes(session) ? { kind: "reauthenticate", level: 1 } : { kind: "allow" };
  for (const enrolled of [NOTHING_ENROLLED, CODES_ALONE]) expect(judge(session, enrolled, "none")).toEqual(expected);
});
