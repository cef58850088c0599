import type { Enrolled } from "../../../src/services/assurance/index.js";
import type { User } from "../../../src/stores/Store.js";
import { madeBy } from "./knowledge.js";
import type { State, Version, Who } from "./State.js";

/** The records of which the shipped decisions are asked, as a state has them. */
export function userOf({ verified }: State): Pick<User, "_id" | "roles" | "emailVerifiedAt" | "disabledAt"> {
  return { _id: "the account", roles: ["user"], emailVerifiedAt: verified ? 1 : null, disabledAt: null };
}

export function enrolledOf({ totp, codes, passkeys }: State): Enrolled {
  return { totp: totp !== null, recoveryCodesLeft: codes === null ? 0 : 10, passkeys: passkeys.length };
}

export function hasFactor({ totp, passkeys }: State): boolean {
  return totp !== null || passkeys.length > 0;
}

/** The first factor of any kind brings recovery codes. */
export function withFactor(state: State, who: Who, factor: "totp" | "passkey"): State {
  const own = madeBy(who);
  const codes = hasFactor(state) ? state.codes : own;
  if (factor === "totp") return { ...state, totp: own, codes };
  return { ...state, codes, passkeys: [...state.passkeys, own].sort() };
}

/** One more account at the provider. */
export function withIdentity(state: State, version: Version): State {
  return { ...state, identities: [...state.identities, version].sort() };
}

/** How many ways lead into the account. A mailed code is none of them: the setting may change. */
export function waysIn({ password, passkeys, identities }: State): number {
  return (password === null ? 0 : 1) + passkeys.length + identities.length;
}

export function withoutFactor(state: State, change: Partial<Pick<State, "totp" | "passkeys">>): State {
  const next = { ...state, ...change };
  return hasFactor(next) ? next : { ...next, codes: null };
}
