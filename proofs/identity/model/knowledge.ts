import type { AuthenticationMethod } from "../../../src/stores/Store.js";
import { verdictsOf } from "./codes.js";
import { PROVIDER } from "./proved.js";
import type { Rule } from "./Rule.js";
import type { Version } from "./State.js";
import { NOW, type State, type Who } from "./State.js";
import type { World } from "./World.js";

/** The version of a secret that each of them makes. */
export function madeBy(who: Who): Version {
  return who === "owner" ? "new" : "thief";
}

export function knowsPassword({ holds }: World, who: Who, password: Version | null): boolean {
  return password !== null && knows(who, password, holds.has("password"));
}

export function readsMailbox({ holds }: World, who: Who, { address, mailboxBack }: State): boolean {
  if (who === address) return true;
  return who === "thief" && holds.has("mailbox") && !mailboxBack;
}

/** Its own, and of the owner's first ones what was stolen. */
function knows(who: Who, version: Version, isStolen: boolean): boolean {
  if (version === madeBy(who)) return true;
  return version === "first" && (who === "owner" || isStolen);
}

/** A proof that somebody gives, and the account afterwards. */
export interface Proof {
  readonly state: State;
  readonly proof: AuthenticationMethod;
}

export function proofOf(method: AuthenticationMethod["method"]): AuthenticationMethod {
  return { method, at: NOW, userVerified: method === "passkey" };
}

export function passwordProof(world: World, who: Who, state: State): Proof | null {
  return knowsPassword(world, who, state.password) ? { state, proof: proofOf("password") } : null;
}

export function passkeyProof({ holds }: World, who: Who, state: State): Proof | null {
  const has = state.passkeys.some((version) => knows(who, version, holds.has("passkey")));
  return has ? { state, proof: proofOf("passkey") } : null;
}

export function totpProof({ holds }: World, rule: Rule, who: Who, state: State): Proof | null {
  const isStolen = holds.has("totp") || (holds.has("database") && rule.plainInDatabase.includes("totp"));
  const hasDevice = state.totp !== null && knows(who, state.totp, isStolen);
  const hasSeen = who === "thief" && state.totp === "first" && holds.has("seen-code");
  const { next, seen } = verdictsOf(rule.judgeCode);
  return (hasDevice && next) || (hasSeen && seen) ? { state, proof: proofOf("totp") } : null;
}

/** Whoever reads the mailbox has each code that is sent to it. */
export function emailProof(world: World, who: Who, state: State): Proof | null {
  return world.settings.emailCode && readsMailbox(world, who, state) ? { state, proof: proofOf("email") } : null;
}

/** Each has one account at the provider. */
export function identityOf(who: Who): Version {
  return who === "owner" ? "first" : "thief";
}

/** Those accounts at the provider with which somebody can sign in there. */
export function heldIdentities({ holds }: World, who: Who): readonly Version[] {
  return who === "thief" && holds.has("provider") ? ["thief", "first"] : [identityOf(who)];
}

/** The owner has ten codes, more than any story here needs; the thief has one of them. */
export function recoveryProof({ holds }: World, rule: Rule, who: Who, state: State): Proof | null {
  const { codes, codeSpent } = state;
  if (codes === null) return null;
  const seesAll = holds.has("database") && rule.plainInDatabase.includes("code");
  if (!knows(who, codes, holds.has("code") || seesAll)) return null;
  const proof = proofOf("recovery-code");
  if (who === "owner" || codes !== "first" || seesAll) return { state, proof };
  if (codeSpent && rule.spendsCodes) return null;
  return { state: { ...state, codeSpent: true }, proof };
}

const NAMES: Partial<Record<AuthenticationMethod["method"], string>> = {
  password: "the password",
  totp: "a TOTP code",
  "recovery-code": "a recovery code",
  passkey: "the passkey",
  email: "a mailed code",
  [PROVIDER]: "the account at the provider",
};

/** As a story tells it. */
export function nameOf({ method }: AuthenticationMethod): string {
  return NAMES[method] ?? method;
}
