import { DAY, MINUTE } from "../../utils/duration.js";

const HOUR = 60 * MINUTE;

/** How many attempts are let through in a window, which begins with the first of them. */
export interface LimitNumbers {
  readonly points: number;
  readonly windowMs: number;
}

interface Limit extends LimitNumbers {
  /** For docs/reference/limits.md. */
  readonly protects: string;
}

/**
 * Every limit: the one source of names and numbers. The part before the point is the purpose; the part behind it says what is
 * counted by: the client's address, an account, a device that an account knows or all of them, a session, or everybody together.
 */
export const LIMITS = {
  "login.ip": {
    points: 600,
    windowMs: 15 * MINUTE,
    protects: "Many accounts against one address that tries a common password on each.",
  },
  "login.account": {
    points: 10,
    windowMs: 15 * MINUTE,
    protects: "One name against guesses from clients that its account does not know, however many addresses they have.",
  },
  "login.device": {
    points: 10,
    windowMs: 15 * MINUTE,
    protects: "One account against guesses by a thief of a browser that it knows.",
  },
  "login.devices": {
    points: 30,
    windowMs: 15 * MINUTE,
    protects: "One account against guesses by a thief of several browsers that it knows: all of them together.",
  },
  "login.global": {
    points: 6000,
    windowMs: MINUTE,
    protects: "All accounts, and the processors, against lists of stolen passwords; known browsers are not counted.",
  },
  "register.ip": {
    points: 300,
    windowMs: HOUR,
    protects: "The user table and other people's mailboxes against one address that makes accounts by program.",
  },
  "register.global": {
    points: 6000,
    windowMs: HOUR,
    protects: "The same, and the standing of the mail sender, against many addresses.",
  },
  "refresh.ip": {
    points: 15_000,
    windowMs: 15 * MINUTE,
    protects: "The database against one address that refreshes in a loop.",
  },
  "forgot.ip": {
    points: 200,
    windowMs: HOUR,
    protects: "Other people's mailboxes against one address that asks for reset mails.",
  },
  "forgot.account": {
    points: 5,
    windowMs: HOUR,
    protects: "One mailbox against reset mails that its owner did not ask for.",
  },
  "forgot.global": {
    points: 5000,
    windowMs: HOUR,
    protects: "The standing of the mail sender against many addresses that ask for reset mails.",
  },
  "resend.ip": {
    points: 200,
    windowMs: HOUR,
    protects: "Other people's mailboxes against one address that asks for verification mails.",
  },
  "resend.account": {
    points: 5,
    windowMs: HOUR,
    protects: "One mailbox against verification mails that its owner did not ask for.",
  },
  "resend.global": {
    points: 5000,
    windowMs: HOUR,
    protects: "The standing of the mail sender against many addresses that ask for verification mails.",
  },
  "register.account": {
    points: 5,
    windowMs: DAY,
    protects: "One mailbox against verification mails of accounts that strangers make with its address.",
  },
  "change-email.account": {
    points: 5,
    windowMs: DAY,
    protects: "One mailbox against mails of accounts whose owners give its address as their new one.",
  },
  "notice.unverified": {
    points: 3,
    windowMs: DAY,
    protects: "One mailbox against notices about accounts that never proved to own it, for each kind of notice.",
  },
  "notice.account": {
    points: 10,
    windowMs: DAY,
    protects: "The mailbox of an owner against notices without end, for each kind of notice.",
  },
  "verify.ip": {
    points: 300,
    windowMs: 15 * MINUTE,
    protects: "The database against one address that tries verification links.",
  },
  "reset.ip": {
    points: 300,
    windowMs: 15 * MINUTE,
    protects: "The database and the processors against one address that tries reset and change-of-address links.",
  },
  "reauth.session": {
    points: 10,
    windowMs: DAY,
    protects: "The password against a thief who has a session and guesses it wherever it is asked for again.",
  },
  "change-password.account": {
    points: 30,
    windowMs: 15 * MINUTE,
    protects: "The same against a thief who has several sessions, where it is the current password of a change.",
  },
  "reauth.account": {
    points: 30,
    windowMs: 15 * MINUTE,
    protects: "The same, where a change of username or address, or the deletion, asks for the password.",
  },
  "settings.account": {
    points: 60,
    windowMs: 15 * MINUTE,
    protects: "The database and the audit log against a session that changes its profile in a loop.",
  },
  "export.account": {
    points: 20,
    windowMs: HOUR,
    protects: "The database against a session that reads out all that is stored in a loop.",
  },
  "activity.account": {
    points: 300,
    windowMs: 15 * MINUTE,
    protects: "The same, where the list of activity looks at every session of the account.",
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

/** The numbers of every limit. */
export type LimitTable = Readonly<Record<LimitName, LimitNumbers>>;

export const limitNames = Object.keys(LIMITS).filter(isLimitName);

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name);
}
