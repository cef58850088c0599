/** What a thief may have of the owner's, in the words of the page. */
export const HOLDINGS = {
  password: "the password",
  mailbox: "the mailbox",
  provider: "the account at the provider",
  cookie: "a session cookie",
  access: "an access token",
  totp: "the TOTP device",
  code: "a recovery code",
  passkey: "the passkey",
  database: "a copy of the database",
} as const;

export type Holding = keyof typeof HOLDINGS;

/** The page has no row for a code that somebody has seen: it was used. */
export type Secret = Holding | "seen-code";

export const ALL_HOLDINGS = Object.keys(HOLDINGS) as Holding[];
