import { parseDuration } from "../../utils/duration.js";

/** How many attempts are allowed in a window, which begins with the first of them. */
export interface LimitNumbers {
  readonly points: number;
  readonly windowMs: number;
}

/** Reads `attempts/window`, as RATE_LIMITS gives it: `600/15m`. What is not of this form has NaN in it. */
export function parseLimit(text: string): LimitNumbers {
  const [points, window = ""] = text.split("/");
  return { points: Number(points), windowMs: parseDuration(window) ?? Number.NaN };
}

/** `protects` is for docs/reference/limits.md. */
function limit(numbers: string, protects: string) {
  return { ...parseLimit(numbers), protects };
}

/**
 * Every limit: the one source of names and numbers. The part before the point is the purpose; the part behind it says what is
 * counted by: the client's address, an account, a device that an account knows or all of them, a session, or everybody together.
 */
export const LIMITS = {
  "login.ip": limit("600/15m", "Many accounts against one address with a common password."),
  "login.account": limit("10/15m", "One name against guesses from unknown browsers of any address."),
  "login.device": limit("10/15m", "One account against the thief of a known browser."),
  "login.devices": limit("30/15m", "The same, for several known browsers."),
  "login.global": limit("6000/1m", "All accounts and the processors against lists of stolen passwords."),
  "register.ip": limit("300/1h", "The user table and mailboxes against one address."),
  "register.global": limit("6000/1h", "The same, and the email sender's reputation, against many addresses."),
  "refresh.ip": limit("15000/15m", "The database against one address in a loop."),
  "passkey-options.ip": limit("6000/15m", "The processors against one address that requests challenges for passkeys."),
  "passkey.ip": limit("600/15m", "The database and the processors against the same, for answers to them."),
  "provider-start.ip": limit("600/15m", "The processors against one address that begins to sign in with providers."),
  "provider-start.global": limit("6000/1m", "The providers, who may block this server, against many addresses."),
  "provider.ip": limit(
    "600/15m",
    "The providers and the processors against one address that sends answers of providers.",
  ),
  "provider.global": limit("6000/1m", "The same, against many addresses."),
  "forgot.ip": limit("200/1h", "Mailboxes against one address that requests reset emails."),
  "forgot.account": limit("5/1h", "One mailbox against unwanted reset emails."),
  "forgot.global": limit("5000/1h", "The email sender's reputation against many addresses that request reset emails."),
  "resend.ip": limit("200/1h", "Mailboxes against one address that requests verification emails."),
  "resend.account": limit("5/1h", "One mailbox against unwanted verification emails."),
  "resend.global": limit("5000/1h", "The email sender's reputation, for verification emails."),
  "register.account": limit("5/1d", "One mailbox against strangers who register with its address."),
  "change-email.account": limit("5/1d", "One mailbox against strangers who give it as their new address."),
  "notice.unverified": limit("3/1d", "One mailbox that was never verified, against each kind of notice."),
  "notice.account": limit("10/1d", "The owner's mailbox against each kind of notice."),
  "verify.ip": limit("300/15m", "The database against one address that tries links."),
  "reset.ip": limit("300/15m", "The database and the processors against the same, for reset and email-change links."),
  "reauth.session": limit("10/1d", "The password against the thief of a session."),
  "change-password.account": limit("30/15m", "The same, for several sessions and a new password."),
  "reauth.account": limit("30/15m", "The same, for a new username or email, a deletion, or to confirm who it is."),
  "factor.account": limit("10/15m", "The second factor of one account against guesses from unknown browsers."),
  "factor.device": limit("10/15m", "The same, against the thief of a known browser."),
  "factor-notice.account": limit("1/1h", "The owner's mailbox against notices of refused codes."),
  "settings.account": limit("60/15m", "The database and the audit log against one session."),
  "passkeys.account": limit("60/15m", "The database and the mailbox against one session that changes passkeys."),
  "identities.account": limit("60/15m", "The same, for identities at providers."),
  "export.account": limit("20/1h", "The database against one session."),
  "activity.account": limit("300/15m", "The same, for the list of activity."),
};

export type LimitName = keyof typeof LIMITS;

export type LimitTable = Readonly<Record<LimitName, LimitNumbers>>;

export const limitNames = Object.keys(LIMITS).filter(isLimitName);

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name);
}
