import { decideSignIn, judgeChange, withMethod } from "../../../src/services/assurance/index.js";
import { judgeCode } from "../../../src/services/factors/totp.js";
import { decideIdentity } from "../../../src/services/providers/decideIdentity.js";
import { genericProfile } from "../../../src/services/providers/presets/generic.js";

/** What the explorer runs: the shipped decisions, and those properties of the services around them that a mutant may change. */
export interface Rule {
  readonly decideSignIn: typeof decideSignIn;
  readonly judgeChange: typeof judgeChange;
  /** The same for connecting a provider. */
  readonly judgeLink: typeof judgeChange;
  readonly judgeCode: typeof judgeCode;
  readonly withMethod: typeof withMethod;
  readonly decideIdentity: typeof decideIdentity;
  /** What counts of what a provider says. */
  readonly profileOf: typeof genericProfile;
  /** Whether a refresh asks the gate. */
  readonly gatesRefresh: boolean;
  /** Whether a reset ends with a session, and does not ask the gate for it. */
  readonly resetSignsIn: boolean;
  readonly resetRemovesFactors: boolean;
  readonly resetEndsSessions: boolean;
  readonly factorsEndSessions: boolean;
  /** Whether a recovery code that was accepted is refused from then on. */
  readonly spendsCodes: boolean;
  /** Whether the flow of an enrolment that a policy asks for ends with the first factor. */
  readonly enrolsOnce: boolean;
  /** Whether an account enrols a factor before its address is verified. */
  readonly enrolsUnverified: boolean;
  /** What the first proof of the mailbox leaves of what was there before. */
  readonly leftByReset: readonly Left[];
  readonly leftByCode: readonly Left[];
  /** What cannot be removed while it is the last way in. */
  readonly keptAsLast: readonly ("passkey" | "identity")[];
  /** What a copy of the database shows as it is. */
  readonly plainInDatabase: readonly ("totp" | "code")[];
}

/** Parts of an account of which a stranger may have made use before its owner came. */
export type Left = "password" | "factors" | "identities" | "sessions";

export const SHIPPED: Rule = {
  decideSignIn,
  judgeChange,
  judgeLink: judgeChange,
  judgeCode,
  withMethod,
  decideIdentity,
  profileOf: genericProfile,
  gatesRefresh: true,
  resetSignsIn: false,
  resetRemovesFactors: false,
  resetEndsSessions: true,
  factorsEndSessions: true,
  spendsCodes: true,
  enrolsOnce: true,
  enrolsUnverified: false,
  leftByReset: [],
  leftByCode: [],
  keptAsLast: ["passkey", "identity"],
  plainInDatabase: [],
};
