import { SQUATTED_ACCOUNTS } from "./accounts.js";
import { isFactorJustUsed, isTwoKinds, namesOf } from "./model/proved.js";
import { hasFactor, waysIn } from "./model/records.js";
import type { State } from "./model/State.js";
import type { Step } from "./model/Step.js";
import type { World } from "./model/World.js";

/** What must hold in every step of every world, in the words of the page. */
export const INVARIANTS = {
  factor: "nobody signs in to an account with a factor without one",
  session: "a stolen session alone changes nothing where there is a password",
  fresh: "a session and the password do not walk past a factor: it was just used",
  reset: "a reset of a verified address leaves the factors and the providers as they are",
  once: "a code is good for one proof",
  refresh: "a refresh gives no tokens to a session that lacks the level that is asked for",
  others: "a new password and a change of factors end every other session",
  squatter: "who registers somebody else's address keeps nothing when its owner comes",
  unverified: "an account that is not verified gets no factor and no provider",
  link: "an address that a provider says opens no account",
  wayIn: "the owner cannot close the last way in",
  database: "a copy of the database opens nothing",
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** The first invariant that the step breaks. It judges by what was proved, never by what the shipped code says of it. */
export function brokenBy(world: World, before: State, step: Step): Invariant | null {
  const checks: readonly (readonly [Invariant, boolean])[] = [
    ["factor", !opensSession(step) || !keepsFactor(before, step) || isTwoKinds(world.settings, step.given)],
    ["session", !isThefts(step) || before.password === null || knowsPassword(world, before)],
    ["fresh", !isThefts(step) || !hasFactor(before) || isFactorJustUsed(world.settings, step.methods ?? [])],
    ["reset", step.kind !== "reset" || !before.verified || isSameMethods(before, step.next)],
    ["once", !isSecondUse(world, before, step)],
    [
      "refresh",
      step.kind !== "refresh" || !needsTwo(world, before) || isTwoKinds(world.settings, namesOf(step.methods ?? [])),
    ],
    ["others", !endsOthers(before, step) || step.next.sessions.length <= 1],
    ["squatter", !isFoothold(world, step)],
    ["link", !isLinkedByAddress(world, before, step)],
    ["unverified", before.verified || step.kind !== "change" || !isMoreMethods(before, step.next)],
    ["wayIn", step.kind !== "change" || waysIn(before) === 0 || step.next.deleted || waysIn(step.next) > 0],
    ["database", !isFromDatabase(world, before, step)],
  ];
  return checks.find(([, holds]) => !holds)?.[0] ?? null;
}

function opensSession({ kind, outcomes }: Step): boolean {
  return kind === "sign-in" || (kind === "reset" && outcomes.includes("signsIn"));
}

/** The first proof of the mailbox ends a stranger's. */
function keepsFactor(before: State, { next }: Step): boolean {
  return hasFactor(before) && hasFactor(next);
}

function isThefts({ who, kind }: Step): boolean {
  return who === "thief" && kind === "change";
}

function isSameMethods(before: State, after: State): boolean {
  const { totp, codes, passkeys, identities } = before;
  const isSameCodes = totp === after.totp && codes === after.codes;
  return isSameCodes && `${passkeys}` === `${after.passkeys}` && `${identities}` === `${after.identities}`;
}

function knowsPassword({ holds }: World, { password }: State): boolean {
  return password === "thief" || (password === "first" && holds.has("password"));
}

/** The owner has been here, and the stranger who had registered the address still does something. */
function isFoothold({ account }: World, { who, next }: Step): boolean {
  const isStrangers = SQUATTED_ACCOUNTS.includes(account) && next.address === "owner";
  return isStrangers && who === "thief" && (next.verified || next.identities.some((version) => version !== "thief"));
}

/** Where the setting allows it, the address is verified on both sides, and the provider runs the mailbox. */
function isLinkedByAddress({ settings }: World, before: State, { kind, next }: Step): boolean {
  const linked = next.identities.find((version) => !before.identities.includes(version));
  if (kind !== "sign-in" || linked === undefined) return false;
  const isOfMailbox = (linked === "thief") === (before.address === "thief");
  return !settings.linkVerifiedEmail || !before.verified || !isOfMailbox;
}

/** Beyond that with which the account was registered. */
function isMoreMethods(before: State, { totp, passkeys, identities }: State): boolean {
  const isMoreFactors = (before.totp === null && totp !== null) || passkeys.length > before.passkeys.length;
  return isMoreFactors || identities.length > before.identities.length;
}

function needsTwo({ account }: World, state: State): boolean {
  return hasFactor(state) || account.policy === "everybody";
}

/** The thief has one code of the owner's, and it has been used: a recovery code, or a TOTP code that the owner typed. */
function isSecondUse({ holds }: World, before: State, { who, given }: Step): boolean {
  const isSeen = holds.has("seen-code") && !holds.has("totp") && before.totp === "first";
  if (who === "thief" && isSeen && given.includes("totp")) return true;
  const isGiven = who === "thief" && given.includes("recovery-code") && before.codes === "first";
  return isGiven && holds.has("code") && before.codeSpent;
}

/** The thief proves with a secret of the owner's that was not stolen: it can only come from the copy. */
function isFromDatabase({ holds }: World, before: State, { who, given }: Step): boolean {
  if (who === "owner") return false;
  const isTotp = given.includes("totp") && before.totp === "first" && !holds.has("totp");
  return isTotp || (given.includes("recovery-code") && before.codes === "first" && !holds.has("code"));
}

function endsOthers(before: State, { next }: Step): boolean {
  const isNewPassword = before.password !== next.password;
  const isFactorChange = before.totp !== next.totp || before.passkeys.length !== next.passkeys.length;
  return !next.deleted && (isNewPassword || isFactorChange);
}
