import type { SecondFactorPolicy } from "../../../src/services/assurance/index.js";
import type { Holding, Secret } from "./Holding.js";
import type { State } from "./State.js";

/** A kind of account, as the owner has set it up. */
export interface Account {
  readonly name: string;
  /** For the heads of tables. */
  readonly about: string;
  readonly policy: SecondFactorPolicy;
  /** Before anything has happened: the owner has one session, opened long ago. */
  readonly start: State;
  /** What is of any use to a thief here. Everything else opens no step. */
  readonly useful: readonly Holding[];
  /** Nobody has registered the address yet: whoever comes first does. */
  readonly isFree?: boolean;
}

/** How the server is set up. */
export interface Settings {
  /** Whether users can sign in with a provider. */
  readonly providers: boolean;
  /** EMAIL_CODE */
  readonly emailCode: boolean;
  /** LINK_VERIFIED_EMAIL, while the provider runs the owner's mailbox. */
  readonly linkVerifiedEmail: boolean;
  /** `trustsSecondFactor` of a provider that always asks for one. */
  readonly trustsSecondFactor: boolean;
}

/** As the page shows it: a provider, and what Latchkey does without being told otherwise. */
export const DEFAULTS: Settings = {
  providers: true,
  emailCode: false,
  linkVerifiedEmail: false,
  trustsSecondFactor: false,
};

/** What the explorer visits: an account, and a thief who has some of its secrets. */
export interface World {
  readonly account: Account;
  readonly holds: ReadonlySet<Secret>;
  /** The owner has just proved in the stolen session who they are: the thief is within FRESHNESS. */
  readonly ownerIsFresh: boolean;
  readonly settings: Settings;
}
