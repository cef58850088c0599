import type { AuthenticationMethod } from "../../../src/stores/Store.js";
import type { State, Who } from "./State.js";

/** What a step of the thief reaches, from the least to the most. */
export const OUTCOMES = {
  uses: "reads the account and acts as the owner for 15 minutes",
  stays: "goes on in the stolen session",
  signsIn: "signs in again and again",
  signsOut: "signs the owner out",
  password: "sets a password",
  address: "changes the email address",
  factorOff: "turns the owner's factor off",
  factorOn: "adds a factor",
  identityOff: "removes the owner's account at the provider",
  identityOn: "adds an account at the provider",
  deletes: "deletes the account",
} as const;

export type Outcome = keyof typeof OUTCOMES;

/** What the owner sees of a step. Mails go to the address that the account has at that moment. */
export const NOTICES = {
  "new-sign-in": "mail: new sign-in",
  theft: "at the next refresh: mail about a copied session, which ends",
  "password-changed": "mail: password changed",
  "password-reset": "mail: password reset",
  "email-changed": "mails to the old address: change asked for, address changed",
  "factor-on": "mail: factor added",
  "factor-off": "mail: factor removed",
  "identity-on": "mail: provider connected",
  "identity-off": "mail: provider removed",
  "codes-made": "mail: new recovery codes",
  "code-used": "mail: recovery code used, n left",
  deleted: "mail: account deleted",
  "signed-out": "is signed out",
} as const;

export type Notice = keyof typeof NOTICES;

export interface Step {
  readonly who: Who;
  /** What is done, as a story tells it after the name of who does it. */
  readonly deed: string;
  readonly kind:
    | "sign-in"
    | "register"
    | "use"
    | "refresh"
    | "prove"
    | "change"
    | "reset"
    | "disown"
    | "sign-out"
    | "help";
  readonly outcomes: readonly Outcome[];
  readonly notices: readonly Notice[];
  /** What was proved in this very step. */
  readonly given: readonly AuthenticationMethod["method"][];
  readonly next: State;
  /** The methods of the session that was opened, used or renewed; `null` where no session has part in it. */
  readonly methods: readonly AuthenticationMethod[] | null;
}
