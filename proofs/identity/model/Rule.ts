import { decideSignIn, judgeChange, withMethod } from "../../../src/services/assurance/index.js";
import { judgeCode } from "../../../src/services/factors/totp.js";

/** What the explorer runs: the shipped decisions, and those properties of the services around them that a mutant may change. */
export interface Rule {
  readonly decideSignIn: typeof decideSignIn;
  readonly judgeChange: typeof judgeChange;
  readonly judgeCode: typeof judgeCode;
  readonly withMethod: typeof withMethod;
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
  /** Whether the first proof of the mailbox, by a reset, ends what was there before. */
  readonly keepsMailboxRule: boolean;
  /** Whether the last way in cannot be removed. */
  readonly keepsLastMethod: boolean;
  /** What a copy of the database shows as it is. */
  readonly plainInDatabase: readonly ("totp" | "code")[];
}

export const SHIPPED: Rule = {
  decideSignIn,
  judgeChange,
  judgeCode,
  withMethod,
  gatesRefresh: true,
  resetSignsIn: false,
  resetRemovesFactors: false,
  resetEndsSessions: true,
  factorsEndSessions: true,
  spendsCodes: true,
  enrolsOnce: true,
  enrolsUnverified: false,
  keepsMailboxRule: true,
  keepsLastMethod: true,
  plainInDatabase: [],
};
