import type { AuthenticationMethod } from "../../src/stores/Store.js";
import { PROVIDER } from "./model/proved.js";
import { LONG_AGO, type ModelSession, type State } from "./model/State.js";
import type { Account } from "./model/World.js";

function proof(method: AuthenticationMethod["method"]): AuthenticationMethod {
  return { method, at: LONG_AGO, userVerified: method === "passkey" };
}

function sessionOf(...methods: AuthenticationMethod["method"][]): ModelSession {
  return { holders: ["owner"], accessOnly: false, methods: methods.map(proof) };
}

const PASSWORD_ALONE: State = {
  password: "first",
  address: "owner",
  verified: true,
  totp: null,
  codes: null,
  codeSpent: false,
  passkeys: [],
  identities: [],
  sessions: [sessionOf("password")],
  mailboxBack: false,
  deleted: false,
};

const WITH_PASSKEY: State = {
  ...PASSWORD_ALONE,
  codes: "first",
  passkeys: ["first"],
  sessions: [sessionOf("password", "passkey")],
};

const WITH_PROVIDER: State = {
  ...PASSWORD_ALONE,
  password: null,
  identities: ["first"],
  sessions: [sessionOf(PROVIDER)],
};

/** Those of the page. */
export const ACCOUNTS: readonly Account[] = [
  {
    name: "password",
    about: "password alone",
    policy: "off",
    start: PASSWORD_ALONE,
    useful: ["password", "mailbox", "cookie", "access"],
  },
  {
    name: "totp",
    about: "password and TOTP",
    policy: "off",
    start: { ...PASSWORD_ALONE, totp: "first", codes: "first", sessions: [sessionOf("password", "totp")] },
    useful: ["password", "mailbox", "cookie", "access", "totp", "code"],
  },
  {
    name: "passkey",
    about: "password and passkey",
    policy: "off",
    start: WITH_PASSKEY,
    useful: ["password", "mailbox", "cookie", "access", "code", "passkey"],
  },
  {
    name: "passkey-only",
    about: "passkey, no password",
    policy: "off",
    start: { ...WITH_PASSKEY, password: null, sessions: [sessionOf("passkey")] },
    useful: ["mailbox", "cookie", "access", "code", "passkey"],
  },
  {
    name: "provider",
    about: "a provider, no password",
    policy: "off",
    start: WITH_PROVIDER,
    useful: ["mailbox", "provider", "cookie", "access"],
  },
  {
    name: "provider-totp",
    about: "a provider and TOTP",
    policy: "off",
    start: { ...WITH_PROVIDER, totp: "first", codes: "first", sessions: [sessionOf(PROVIDER, "totp")] },
    useful: ["mailbox", "provider", "cookie", "access", "totp", "code"],
  },
  {
    name: "enrolment-due",
    about: "password alone, while REQUIRE_SECOND_FACTOR asks for two",
    policy: "everybody",
    start: PASSWORD_ALONE,
    useful: ["password", "mailbox", "cookie", "access"],
  },
];

const UNVERIFIED: State = {
  ...PASSWORD_ALONE,
  password: "thief",
  verified: false,
  sessions: [{ ...sessionOf("password"), holders: ["thief"] }],
};

/** Somebody has registered the owner's address, and the owner has never been here. */
export const SQUATTED_ACCOUNTS: readonly Account[] = [
  { name: "squatted", about: "a stranger's password, never verified", policy: "off", start: UNVERIFIED, useful: [] },
  {
    name: "squatted-passkey",
    about: "a stranger's passkey, never verified",
    policy: "off",
    start: { ...UNVERIFIED, password: null, codes: "thief", passkeys: ["thief"] },
    useful: [],
  },
  {
    name: "squatted-provider",
    about: "a stranger's account at the provider, never verified",
    policy: "off",
    start: {
      ...UNVERIFIED,
      password: null,
      identities: ["thief"],
      sessions: [{ ...sessionOf(PROVIDER), holders: ["thief"] }],
    },
    useful: [],
  },
  {
    name: "free",
    about: "an address that nobody has registered, while both come with their accounts at the provider",
    policy: "off",
    start: { ...UNVERIFIED, password: null, sessions: [], deleted: true },
    useful: [],
    isFree: true,
  },
];
