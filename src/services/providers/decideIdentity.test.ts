import { expect, test } from "vitest";
import { decideIdentity } from "./decideIdentity.js";

const ada = { _id: "ada", emailVerifiedAt: 1, disabledAt: null };
const ben = { _id: "ben", emailVerifiedAt: 1, disabledAt: null };
const ACCOUNTS = {
  ada,
  ben,
  disabled: { ...ada, disabledAt: 1 },
  unverified: { ...ada, emailVerifiedAt: null },
  nobody: null,
} as const;
type Name = keyof typeof ACCOUNTS;

/** What the provider says of the address. */
const SAID = {
  unverified: { emailVerified: false, isAuthoritative: false },
  // Authoritative for the domain, of an address that it has not verified.
  claimed: { emailVerified: false, isAuthoritative: true },
  verified: { emailVerified: true, isAuthoritative: false },
  authoritative: { emailVerified: true, isAuthoritative: true },
} as const;
type Said = keyof typeof SAID;

const NAMES = Object.keys(ACCOUNTS) as Name[];
const ALL_SAID = Object.keys(SAID) as Said[];

interface Row {
  readonly said: Said;
  readonly identity: Name;
  readonly email: Name;
  readonly signedIn: Name;
  readonly linkVerifiedEmail: boolean;
}

const ROWS: Row[] = ALL_SAID.flatMap((said) =>
  NAMES.flatMap((identity) =>
    NAMES.flatMap((email) =>
      NAMES.flatMap((signedIn) =>
        [false, true].map((linkVerifiedEmail) => ({ said, identity, email, signedIn, linkVerifiedEmail })),
      ),
    ),
  ),
);

/** The rules, in the order in which they count: the first whose condition holds says what happens. */
const RULES: readonly [string, (row: Row) => boolean, expected: string][] = [
  [
    "linking: the identity of somebody else is never taken over",
    ({ signedIn, identity }) => signedIn !== "nobody" && !isSame(signedIn, identity) && identity !== "nobody",
    "refuse IDENTITY_TAKEN",
  ],
  [
    "linking: the own identity again is fine",
    ({ signedIn, identity }) => isSame(signedIn, identity),
    "link to signedIn",
  ],
  [
    "linking: an account whose address is not verified keeps what it was registered with",
    ({ signedIn }) => signedIn === "unverified",
    "refuse EMAIL_NOT_VERIFIED",
  ],
  ["linking: the owner of the address does not count", ({ signedIn }) => signedIn !== "nobody", "link to signedIn"],
  ["a disabled owner is refused", ({ identity }) => identity === "disabled", "refuse ACCOUNT_DISABLED"],
  ["the identity opens its account, whatever the address", ({ identity }) => identity !== "nobody", "sign-in identity"],
  ["an address of nobody registers", ({ email }) => email === "nobody", "register"],
  [
    "an address that the provider has not verified registers, without a word of its account",
    ({ said }) => said === "unverified" || said === "claimed",
    "register",
  ],
  ["nothing is linked by itself", ({ linkVerifiedEmail }) => !linkVerifiedEmail, "ask-to-link"],
  ["nor to an account that may be a squatter's", ({ email }) => email === "unverified", "ask-to-link"],
  ["nor where the provider does not run the mailbox", ({ said }) => said === "verified", "ask-to-link"],
  ["a disabled account is not linked", ({ email }) => email === "disabled", "refuse ACCOUNT_DISABLED"],
  ["with the setting, the owner of a verified mailbox is linked", () => true, "link to email"],
];

function isSame(a: Name, b: Name): boolean {
  return ACCOUNTS[a] !== null && ACCOUNTS[a]._id === ACCOUNTS[b]?._id;
}

function decided({ said, identity, email, signedIn, linkVerifiedEmail }: Row): string {
  const decision = decideIdentity({
    identity: SAID[said],
    ownerOfIdentity: ACCOUNTS[identity],
    ownerOfEmail: ACCOUNTS[email],
    signedIn: ACCOUNTS[signedIn],
    policy: { linkVerifiedEmail },
  });
  switch (decision.kind) {
    case "refuse":
      return `refuse ${decision.code}`;
    case "sign-in":
      return `sign-in ${decision.user === ACCOUNTS[identity] ? "identity" : "another"}`;
    case "link":
      return `link to ${decision.user === ACCOUNTS[signedIn] ? "signedIn" : decision.user === ACCOUNTS[email] ? "email" : "another"}`;
    default:
      return decision.kind;
  }
}

test("the whole truth table follows these rules, and each of them decides something", () => {
  const used = new Set<string>();
  for (const row of ROWS) {
    const [name, , expected] = RULES.find(([, holds]) => holds(row)) ?? ["", null, "no rule"];
    used.add(name);
    expect([row, name, decided(row)]).toEqual([row, name, expected]);
  }
  expect([...used].toSorted()).toEqual(RULES.map(([name]) => name).toSorted());
  expect(ROWS).toHaveLength(1000);
});
