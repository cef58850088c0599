import type { User } from "../../stores/Store.js";
import {
  decideSignIn,
  type Enrolled,
  hasFactor,
  isAskedOf,
  passkeyVerified,
  passwordVerified,
  type SecondFactorPolicy,
} from "../assurance/index.js";
import { hasPassword } from "../password/index.js";

/**
 * What the next sign-in of an account would be like under a policy. The last three are locked out: disabled; without a password and
 * a passkey; not verified, so that no factor can be set up. The first two of these cannot sign in today either.
 */
export type Outlook = "unchanged" | "asked" | "enrols" | "disabled" | "no-way-in" | "unverified";

/**
 * Runs the decision of a sign-in for somebody who gives the first proof that the account has.
 *
 * @example
 * outlookOf(user, { totp: false, recoveryCodesLeft: 0, passkeys: 0 }, "everybody"); // "enrols"
 */
export function outlookOf(user: User, enrolled: Enrolled, policy: SecondFactorPolicy): Outlook {
  if (!hasFactor(enrolled) && !isAskedOf(user, policy)) return "unchanged";
  if (user.disabledAt !== null) return "disabled";
  const knowsPassword = hasPassword(user);
  if (!knowsPassword && enrolled.passkeys === 0) return "no-way-in";
  const { methods } = knowsPassword ? passwordVerified(0) : passkeyVerified(0, true);
  const { kind } = decideSignIn({ user, methods, enrolled, policy });
  // A passkey alone is both proofs.
  if (kind !== "enrol") return "asked";
  return user.emailVerifiedAt === null ? "unverified" : "enrols";
}
