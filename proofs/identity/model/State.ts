import type { AuthenticationMethod } from "../../../src/stores/Store.js";

export type Who = "owner" | "thief";

/** Which of the secrets of a kind: the owner's at the beginning, one that the thief made, or one that the owner made afterwards. */
export type Version = "first" | "thief" | "new";

export type Methods = readonly AuthenticationMethod[];

export interface ModelSession {
  /** Who has its tokens, in this order: owner, thief. */
  readonly holders: readonly Who[];
  /** The thief has an access token of it and nothing to refresh it with. */
  readonly accessOnly: boolean;
  readonly methods: Methods;
}

/** An account, its sessions and its mailbox. What the owner and the thief know is the world's. */
export interface State {
  readonly password: Version | null;
  /** Whose mailbox the address of the account is. */
  readonly address: Who;
  readonly verified: boolean;
  readonly totp: Version | null;
  readonly codes: Version | null;
  /** The one recovery code that the thief may hold is spent. */
  readonly codeSpent: boolean;
  readonly passkeys: readonly Version[];
  /** Accounts at the provider with which one signs in to this one. */
  readonly identities: readonly Version[];
  readonly sessions: readonly ModelSession[];
  /** The owner has driven the thief out of the mailbox. Latchkey has no part in it. */
  readonly mailboxBack: boolean;
  readonly deleted: boolean;
}

/** Epoch milliseconds. A proof is of this moment, or of long ago. */
export const NOW = 1_000_000_000_000;
export const FRESHNESS = 600_000;
export const LONG_AGO = NOW - FRESHNESS - 1;

/** Two states with one key are the same. */
export function keyOf(state: State): string {
  const { password, address, verified, totp, codes, codeSpent, passkeys, identities, sessions, mailboxBack, deleted } =
    state;
  let key = `${password} ${address} ${totp} ${codes} ${passkeys} ${identities} ${+verified}${+codeSpent}${+mailboxBack}${+deleted}`;
  for (const session of sessions) key += `|${orderOf(session)}`;
  return key;
}

export function sorted(sessions: readonly ModelSession[]): readonly ModelSession[] {
  return sessions.length < 2 ? sessions : [...sessions].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

function orderOf({ holders, accessOnly, methods }: ModelSession): string {
  let order = `${holders}${+accessOnly}`;
  for (const { method, at } of methods) order += ` ${method}${at === NOW ? "" : "~"}`;
  return order;
}
