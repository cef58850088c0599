import { createKeyring } from "../../src/services/token/index.js";
import { DAY } from "../../src/utils/duration.js";

/** How far back the remembered sessions were opened: as long as a session may live. */
export const SPAN = 90 * DAY;

/** The secrets of the servers that serve it, so that tokens can be made here. */
export const SECRETS = {
  ACCESS_TOKEN_SECRET: "kQ7-growth-access-token-signing-0451",
  REFRESH_TOKEN_SECRET: "Vx2-growth-refresh-token-ratchet-8832",
} as const;

export const KEYRING = createKeyring([SECRETS.REFRESH_TOKEN_SECRET]);

export const PASSWORD = "correct horse battery";

/** Who lives in a database: every record follows from these and its number. */
export interface Population {
  readonly sessions: number;
  readonly now: number;
  /** When the oldest remembered session was opened. */
  readonly oldest: number;
  /** The hash of {@link PASSWORD}. */
  readonly knownHash: string;
}

export interface Populated {
  readonly name: string;
  readonly population: Population;
}

export function createPopulation(sessions: number, now: number, knownHash: string): Population {
  return { sessions, now, oldest: now - SPAN, knownHash };
}
