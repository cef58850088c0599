import type { Enrolled } from "../../../src/services/assurance/index.js";
import type { User } from "../../../src/stores/Store.js";
import type { State } from "./State.js";

/** The records of which the shipped decisions are asked, as a state has them. */
export function userOf({ verified }: State): Pick<User, "roles" | "emailVerifiedAt"> {
  return { roles: ["user"], emailVerifiedAt: verified ? 1 : null };
}

export function enrolledOf({ totp, codes, passkeys }: State): Enrolled {
  return { totp: totp !== null, recoveryCodesLeft: codes === null ? 0 : 10, passkeys: passkeys.length };
}

export function hasFactor({ totp, passkeys }: State): boolean {
  return totp !== null || passkeys.length > 0;
}
