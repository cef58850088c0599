import type { UserView } from "../fields/index.js";

/** What a mail with a link is made of. */
export interface LinkMail {
  /** The account as it is when the mail is written. Its texts are what somebody typed: greet with `name`. */
  readonly user: UserView;
  /** The full name, or `null` where it could be an advertisement: anybody can register with a stranger's address. */
  readonly name: string | null;
  /** It works once and opens the account: it belongs into the mail and nowhere else. */
  readonly link: string;
  /** How long the link works. */
  readonly minutes: number;
  /** The language of the user as a BCP 47 tag: the user's field `locale`, or `en`. */
  readonly locale: string;
}

/** What a notice is made of. It reports what has happened, and has no token. */
export interface NoticeMail {
  /** The account as it was before the event. Its texts are what somebody typed: greet with `name`. */
  readonly user: { readonly fullName: string | null; readonly email: string };
  /** As in a mail with a link. */
  readonly name: string | null;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  /** From where, or `null` if that is not known or no address. */
  readonly ip: string | null;
  /** The device in the language of the mail, such as "Chrome on Linux" or "curl", or `null` if it is not known. Never a raw `User-Agent`. */
  readonly browser: string | null;
  /** Where the owner secures the account: the page of the password, or of a forgotten one. `null` where no page helps. */
  readonly secureLink: string | null;
  /** How many recovery codes can still be used; only in `recovery-code-used`. */
  readonly codesLeft?: number;
  /** What the settings call the provider; only in `identity-linked` and `identity-unlinked`. */
  readonly provider?: string;
  /** As in a mail with a link. */
  readonly locale: string;
}

/** Every mail by its kind, and what it is made of. */
export interface Mails {
  "verify-email": LinkMail;
  "reset-password": LinkMail;
  "change-email": LinkMail;
  "new-sign-in": NoticeMail;
  "token-reused": NoticeMail;
  "password-changed": NoticeMail;
  "password-reset": NoticeMail;
  "username-changed": NoticeMail;
  "passkey-added": NoticeMail;
  "passkey-removed": NoticeMail;
  "identity-linked": NoticeMail;
  "identity-unlinked": NoticeMail;
  "email-change-requested": NoticeMail;
  "email-changed": NoticeMail;
  "totp-enabled": NoticeMail;
  "totp-disabled": NoticeMail;
  "recovery-codes-made": NoticeMail;
  "recovery-code-used": NoticeMail;
  "second-factor-refused": NoticeMail;
  "second-factors-reset": NoticeMail;
  "account-deleted": NoticeMail;
}

export type MailKind = keyof Mails;

/** What a mail says. */
export interface MailText {
  /** One line, at most 200 characters. */
  readonly subject: string;
  readonly text: string;
  /** Made of the text where it is missing. */
  readonly html?: string | undefined;
}

/** Your own texts by kind. The other kinds keep ours. */
export type MailTexts = { readonly [Kind in MailKind]?: (data: Mails[Kind]) => MailText | Promise<MailText> };

/** A mail that is ready to be sent. */
export type OutgoingMail = {
  [Kind in MailKind]: {
    readonly kind: Kind;
    /** One plain address. */
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly html: string;
    /** What the texts were made of, for a template of your mail service. */
    readonly data: Mails[Kind];
    readonly locale: string;
  };
}[MailKind];

export type SendMail = (mail: OutgoingMail) => void | Promise<void>;

// A record, so that the compiler asks for every kind.
const KINDS: Record<MailKind, true> = {
  "verify-email": true,
  "reset-password": true,
  "change-email": true,
  "new-sign-in": true,
  "token-reused": true,
  "password-changed": true,
  "password-reset": true,
  "username-changed": true,
  "passkey-added": true,
  "passkey-removed": true,
  "identity-linked": true,
  "identity-unlinked": true,
  "email-change-requested": true,
  "email-changed": true,
  "totp-enabled": true,
  "totp-disabled": true,
  "recovery-codes-made": true,
  "recovery-code-used": true,
  "second-factor-refused": true,
  "second-factors-reset": true,
  "account-deleted": true,
};
export const mailKinds = Object.keys(KINDS).filter((kind): kind is MailKind => Object.hasOwn(KINDS, kind));
