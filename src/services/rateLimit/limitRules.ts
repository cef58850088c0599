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
    protects: "Many accounts against one address with a common password.",
  },
  "login.account": {
    points: 10,
    windowMs: 15 * MINUTE,
    protects: "One name against guesses from unknown browsers of any address.",
  },
  "login.device": {
    points: 10,
    windowMs: 15 * MINUTE,
    protects: "One account against the thief of a known browser.",
  },
  "login.devices": {
    points: 30,
    windowMs: 15 * MINUTE,
    protects: "The same, for several known browsers.",
  },
  "login.global": {
    points: 6000,
    windowMs: MINUTE,
    protects: "All accounts and the processors against lists of stolen passwords.",
  },
  "register.ip": {
    points: 300,
    windowMs: HOUR,
    protects: "The user table and mailboxes against one address.",
  },
  "register.global": {
    points: 6000,
    windowMs: HOUR,
    protects: "The same, and the mail sender's reputation, against many addresses.",
  },
  "refresh.ip": {
    points: 15_000,
    windowMs: 15 * MINUTE,
    protects: "The database against one address in a loop.",
  },
  "forgot.ip": {
    points: 200,
    windowMs: HOUR,
    protects: "Mailboxes against one address that asks for reset mails.",
  },
  "forgot.account": {
    points: 5,
    windowMs: HOUR,
    protects: "One mailbox against unwanted reset mails.",
  },
  "forgot.global": {
    points: 5000,
    windowMs: HOUR,
    protects: "The mail sender's reputation against many addresses that ask for reset mails.",
  },
  "resend.ip": {
    points: 200,
    windowMs: HOUR,
    protects: "Mailboxes against one address that asks for verification mails.",
  },
  "resend.account": {
    points: 5,
    windowMs: HOUR,
    protects: "One mailbox against unwanted verification mails.",
  },
  "resend.global": {
    points: 5000,
    windowMs: HOUR,
    protects: "The mail sender's reputation, for verification mails.",
  },
  "register.account": {
    points: 5,
    windowMs: DAY,
    protects: "One mailbox against strangers who register with its address.",
  },
  "change-email.account": {
    points: 5,
    windowMs: DAY,
    protects: "One mailbox against strangers who give it as their new address.",
  },
  "notice.unverified": {
    points: 3,
    windowMs: DAY,
    protects: "One mailbox that was never verified, against each kind of notice.",
  },
  "notice.account": {
    points: 10,
    windowMs: DAY,
    protects: "The owner's mailbox against each kind of notice.",
  },
  "verify.ip": {
    points: 300,
    windowMs: 15 * MINUTE,
    protects: "The database against one address that tries links.",
  },
  "reset.ip": {
    points: 300,
    windowMs: 15 * MINUTE,
    protects: "The database and the processors against the same, for reset and email-change links.",
  },
  "reauth.session": {
    points: 10,
    windowMs: DAY,
    protects: "The password against the thief of a session.",
  },
  "change-password.account": {
    points: 30,
    windowMs: 15 * MINUTE,
    protects: "The same, for several sessions and a new password.",
  },
  "reauth.account": {
    points: 30,
    windowMs: 15 * MINUTE,
    protects: "The same, for a new username or email, or a deletion.",
  },
  "settings.account": {
    points: 60,
    windowMs: 15 * MINUTE,
    protects: "The database and the audit log against one session.",
  },
  "export.account": {
    points: 20,
    windowMs: HOUR,
    protects: "The database against one session.",
  },
  "activity.account": {
    points: 300,
    windowMs: 15 * MINUTE,
    protects: "The same, for the list of activity.",
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

/** The numbers of every limit. */
export type LimitTable = Readonly<Record<LimitName, LimitNumbers>>;

export const limitNames = Object.keys(LIMITS).filter(isLimitName);

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name);
}
