import { PROVIDER } from "../model/proved.js";
import { type Rule, SHIPPED } from "../model/Rule.js";
import { type Mutant, world } from "./Mutant.js";

/** Of sign-in by a provider and by a mailed code. */
export const VOUCHED_MUTANTS: readonly Mutant[] = [
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
    from: "nhost, GHSA-6g38-8j4p-j3pr",
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
    from: "authgate#99",
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
    name: "last-identity",
    rule: "The last way in can be removed when it is a provider.",
    from: "",
    patch: { ...SHIPPED, keptAsLast: ["passkey"] },
    world: world("provider", ["provider"]),
    breaks: "wayIn",
  },
];

function isVouchedTwice({ methods }: Parameters<Rule["decideSignIn"]>[0]): boolean {
  return methods.some(({ method }) => method === PROVIDER) && methods.some(({ method }) => method === "email");
}
