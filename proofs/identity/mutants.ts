import { isFresh, NOTHING_ENROLLED } from "../../src/services/assurance/index.js";
import { ACCOUNTS, SQUATTED_ACCOUNTS } from "./accounts.js";
import type { Invariant } from "./invariants.js";
import type { Secret } from "./model/Holding.js";
import { PROVIDER } from "./model/proved.js";
import { type Rule, SHIPPED } from "./model/Rule.js";
import { DEFAULTS, type Settings, type World } from "./model/World.js";

/** A rule that is not Latchkey's. The explorer must find what goes wrong with it. */
export interface Mutant {
  readonly name: string;
  /** The rule in one sentence. */
  readonly rule: string;
  /** Where it was found, or "" when it is a mistake that is easily made. */
  readonly from: string;
  readonly patch: Rule;
  readonly world: World;
  readonly breaks: Invariant;
}

function world(
  name: string,
  holds: readonly Secret[] = [],
  { ownerIsFresh = false, ...settings }: Partial<Settings & Pick<World, "ownerIsFresh">> = {},
): World {
  const account = [...ACCOUNTS, ...SQUATTED_ACCOUNTS].find((one) => one.name === name);
  if (account === undefined) throw new Error(`there is no account ${name}`);
  return { account, holds: new Set(holds), ownerIsFresh, settings: { ...DEFAULTS, ...settings } };
}

export const MUTANTS: readonly Mutant[] = [
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
    name: "reset-keeps-identity",
    rule: "The first reset of an address ends passwords and factors, and forgets the provider.",
    from: "",
    patch: { ...SHIPPED, leftByReset: ["identities"] },
    world: world("squatted-provider"),
    breaks: "squatter",
  },
  {
    name: "code-without-mailbox-rule",
    rule: "A mailed code verifies the address, and ends nothing that was there before.",
    from: "",
    patch: { ...SHIPPED, leftByCode: ["password", "factors", "identities", "sessions"] },
    world: world("squatted", [], { emailCode: true }),
    breaks: "squatter",
  },
  {
    name: "vouchers-add-up",
    rule: "A provider and a mailed code are two factors.",
    from: "",
    patch: {
      ...SHIPPED,
      decideSignIn: (facts) => (isVouchedTwice(facts) ? { kind: "admit" } : SHIPPED.decideSignIn(facts)),
    },
    world: world("provider-totp", ["provider", "mailbox"], { emailCode: true }),
    breaks: "factor",
  },
  {
    name: "amr-without-trust",
    rule: "Whatever provider says that it has asked for a second factor is believed.",
    from: "",
    patch: {
      ...SHIPPED,
      profileOf: (claims, trust) => SHIPPED.profileOf(claims, { ...trust, trustsSecondFactor: true }),
    },
    world: world("provider-totp", ["provider"]),
    breaks: "factor",
  },
  {
    name: "email-without-trust",
    rule: "Whatever provider says that an address is verified is believed.",
    from: "nOAuth",
    patch: {
      ...SHIPPED,
      profileOf: (claims, trust) => SHIPPED.profileOf(claims, { ...trust, trustsEmail: true }),
    },
    world: world("free"),
    breaks: "squatter",
  },
  {
    name: "link-by-address",
    rule: "An account at a provider opens the account that has its address.",
    from: "",
    patch: {
      ...SHIPPED,
      decideIdentity: (question) => {
        const { ownerOfIdentity: owner, ownerOfEmail: user, signedIn } = question;
        const isByAddress = signedIn === null && owner === null && user !== null;
        return isByAddress ? { kind: "link", user } : SHIPPED.decideIdentity(question);
      },
    },
    world: world("password"),
    breaks: "link",
  },
  {
    name: "link-to-unverified",
    rule: "A verified address at a provider that runs the mailbox is linked, also to an account that never verified it.",
    from: "better-auth, GHSA-qq9h-g4jm-xgf3",
    patch: {
      ...SHIPPED,
      decideIdentity: ({ ownerOfEmail, ...question }) =>
        SHIPPED.decideIdentity({
          ...question,
          ownerOfEmail: ownerOfEmail && { ...ownerOfEmail, emailVerifiedAt: 1 },
        }),
    },
    world: world("squatted", [], { linkVerifiedEmail: true }),
    breaks: "link",
  },
  {
    name: "link-outdated",
    rule: "A verified address at any provider is linked.",
    from: "",
    patch: {
      ...SHIPPED,
      decideIdentity: ({ identity, ...question }) =>
        SHIPPED.decideIdentity({ ...question, identity: { ...identity, isAuthoritative: true } }),
    },
    world: world("password", [], { linkVerifiedEmail: true }),
    breaks: "link",
  },
  {
    name: "squatter-links",
    rule: "An account that is not verified may connect a provider.",
    from: "",
    patch: {
      ...SHIPPED,
      decideIdentity: ({ signedIn, ...question }) =>
        SHIPPED.decideIdentity({ ...question, signedIn: signedIn && { ...signedIn, emailVerifiedAt: 1 } }),
    },
    world: world("squatted"),
    breaks: "unverified",
  },
  {
    name: "session-links",
    rule: "A fresh session connects a provider, without the password.",
    from: "",
    patch: { ...SHIPPED, judgeLink: (facts) => SHIPPED.judgeChange({ ...facts, hasPassword: false }) },
    world: world("password", ["cookie"], { ownerIsFresh: true }),
    breaks: "session",
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
    name: "last-identity",
    rule: "The last way in can be removed when it is a provider.",
    from: "",
    patch: { ...SHIPPED, keptAsLast: ["passkey"] },
    world: world("provider", ["provider"]),
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

function isVouchedTwice({ methods }: Parameters<typeof SHIPPED.decideSignIn>[0]): boolean {
  return methods.some(({ method }) => method === PROVIDER) && methods.some(({ method }) => method === "email");
}
