/** What a thief may have of the owner's, in the words of the page. */
export const HOLDINGS = {
  password: "the password",
  mailbox: "the mailbox",
  cookie: "a session cookie",
  access: "an access token",
  totp: "the TOTP device",
  code: "a recovery code",
  passkey: "the passkey",
  database: "a copy of the database",
} as const;

export type Holding = keyof typeof HOLDINGS;

export const ALL_HOLDINGS = Object.keys(HOLDINGS) as Holding[];
