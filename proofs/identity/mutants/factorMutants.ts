import { isFresh, NOTHING_ENROLLED } from "../../../src/services/assurance/index.js";
import { SHIPPED } from "../model/Rule.js";
import { type Mutant, world } from "./Mutant.js";

/** Of sign-in by password and passkey, and of second factors. */
export const FACTOR_MUTANTS: readonly Mutant[] = [
  {
    name: "stored-level",
    rule: "What an account needs is stored when it gets TOTP, and no passkey changes it.",
    from: "Kratos, GHSA-wc43-73w7-x2f5",
    patch: {
      ...SHIPPED,
      decideSignIn: ({ enrolled, ...rest }) =>
        SHIPPED.decideSignIn({ ...rest, enrolled: { ...enrolled, passkeys: 0 } }),
    },
    world: world("passkey", ["password"]),
    breaks: "factor",
  },
  {
    name: "ungated-reset",
    rule: "A reset signs in, and does not ask the gate.",
    from: "a sibling path, as in casdoor#5315, authup#3251, flask-security#258",
    patch: { ...SHIPPED, resetSignsIn: true },
    world: world("totp", ["mailbox"]),
    breaks: "factor",
  },
  {
    name: "ungated-refresh",
    rule: "A refresh does not ask the gate.",
    from: "",
    patch: { ...SHIPPED, gatesRefresh: false },
    world: world("enrolment-due", ["cookie"]),
    breaks: "refresh",
  },
  {
    name: "freshness-level-1",
    rule: "Any proof refreshes level 2: the password, too.",
    from: "",
    patch: {
      ...SHIPPED,
      judgeChange: (facts) => {
        if (facts.hasPassword && !facts.isPasswordGiven) return { kind: "ask-password" };
        const isAllowed = isFresh(facts.methods, { ...facts, level: 1 });
        return isAllowed ? { kind: "allow" } : { kind: "reauthenticate", level: 1 };
      },
    },
    world: world("totp", ["password", "cookie"]),
    breaks: "fresh",
  },
  {
    name: "session-suffices",
    rule: "A fresh session changes everything, without the password.",
    from: "",
    patch: { ...SHIPPED, judgeChange: (facts) => SHIPPED.judgeChange({ ...facts, isPasswordGiven: true }) },
    world: world("totp", ["cookie"], { ownerIsFresh: true }),
    breaks: "session",
  },
  {
    name: "password-suffices",
    rule: "The password changes everything in any session.",
    from: "",
    patch: { ...SHIPPED, judgeChange: (facts) => SHIPPED.judgeChange({ ...facts, enrolled: NOTHING_ENROLLED }) },
    world: world("passkey", ["password", "access"]),
    breaks: "fresh",
  },
  {
    name: "reset-removes-factor",
    rule: "A reset by mail turns the second factor off.",
    from: "",
    patch: { ...SHIPPED, resetRemovesFactors: true },
    world: world("totp", ["mailbox"]),
    breaks: "reset",
  },
  {
    name: "code-twice",
    rule: "A code is accepted again.",
    from: "twofactor_totp#245, Infisical#6049",
    patch: { ...SHIPPED, spendsCodes: false },
    world: world("totp", ["password", "code"]),
    breaks: "once",
  },
  {
    name: "totp-twice",
    rule: "A TOTP code is accepted as long as its step lasts.",
    from: "",
    patch: { ...SHIPPED, judgeCode: ({ secret }, code, now) => SHIPPED.judgeCode({ secret, lastStep: 0 }, code, now) },
    world: world("totp", ["password", "seen-code"]),
    breaks: "once",
  },
  {
    name: "enrol-anyway",
    rule: "The flow of an enrolment is good for an account that has a factor.",
    from: "",
    patch: { ...SHIPPED, enrolsOnce: false },
    world: world("totp", ["password"]),
    breaks: "factor",
  },
  {
    name: "sessions-survive",
    rule: "A change of factors or of the password leaves other sessions alive.",
    from: "",
    patch: { ...SHIPPED, factorsEndSessions: false },
    world: world("password", ["cookie"]),
    breaks: "others",
  },
  {
    name: "reset-keeps-sessions",
    rule: "A reset by mail leaves the sessions alive.",
    from: "",
    patch: { ...SHIPPED, resetEndsSessions: false },
    world: world("totp", ["cookie"]),
    breaks: "others",
  },
  {
    name: "squatter-enrols",
    rule: "An account that is not verified may have a second factor.",
    from: "Pre-hijacked accounts, USENIX Security '22",
    patch: { ...SHIPPED, enrolsUnverified: true },
    world: world("squatted"),
    breaks: "unverified",
  },
  {
    name: "no-mailbox-rule",
    rule: "The first reset of an address leaves what a stranger has left there.",
    from: "better-auth#11023, formbricks#8971",
    patch: { ...SHIPPED, leftByReset: ["factors"] },
    world: world("squatted-passkey"),
    breaks: "squatter",
  },
  {
    name: "last-method",
    rule: "The last way in can be removed when it is a passkey.",
    from: "",
    patch: { ...SHIPPED, keptAsLast: ["identity"] },
    world: world("passkey-only", ["passkey"]),
    breaks: "wayIn",
  },
  {
    name: "plain-codes",
    rule: "Recovery codes are stored as they are.",
    from: "",
    patch: { ...SHIPPED, plainInDatabase: ["code"] },
    world: world("totp", ["password", "database"]),
    breaks: "database",
  },
  {
    name: "plain-secrets",
    rule: "TOTP secrets are stored as they are.",
    from: "",
    patch: { ...SHIPPED, plainInDatabase: ["totp"] },
    world: world("totp", ["password", "database"]),
    breaks: "database",
  },
];
