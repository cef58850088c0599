import type { ClientInfo } from "../../http/clientInfo.js";
import { DEFAULT_LANGUAGE } from "../../language/index.js";
import type { QueuedJob, User } from "../../stores/Store.js";
import type { NewJob } from "../queue/index.js";

export const MAIL_JOB = "mail";

const NOTICES = [
  "new-sign-in",
  "token-reused",
  "password-changed",
  "password-reset",
  "username-changed",
  "passkey-added",
  "passkey-removed",
  "identity-linked",
  "identity-unlinked",
  "email-change-requested",
  "email-changed",
  "totp-enabled",
  "totp-disabled",
  "recovery-codes-made",
  "recovery-code-used",
  "second-factor-refused",
  "second-factors-reset",
  "account-deleted",
] as const;

export type NoticeKind = (typeof NOTICES)[number];

interface AddressRequest {
  readonly kind: "verify-email" | "reset-password";
  /** As it was typed, whether or not it has an account: the request looks nothing up. */
  readonly to: string;
  /** Set when a registration causes the email; otherwise somebody requested it. */
  readonly occasion?: "registration";
}

interface EmailChange {
  readonly kind: "change-email";
  readonly userId: string;
  /** The new address. */
  readonly to: string;
  /** The user's, at the time of the request, which the password confirmed. */
  readonly passwordChangedAt: number;
  /** The user's address at the time of the request. The release before does not write it. */
  readonly from?: string;
}

interface NoticeRequest {
  readonly kind: NoticeKind;
  /** The owner as the account was before the event: a change of the address is reported to the old one. */
  readonly user: Pick<User, "_id" | "email" | "emailVerifiedAt" | "fullName" | "fields">;
  readonly client: Pick<ClientInfo, "ip" | "userAgent">;
  /** How many recovery codes can still be used, where one was used. */
  readonly codesLeft?: number;
  /** What the settings call the provider of an identity. */
  readonly provider?: string;
}

export type MailRequest = AddressRequest | EmailChange | NoticeRequest;

/** A notice from the queue. It is sent unchanged: what it reports has happened. */
export interface QueuedNotice extends Pick<ClientInfo, "ip" | "userAgent"> {
  readonly kind: NoticeKind;
  readonly to: string;
  /** Empty for an account without one. */
  readonly fullName: string;
  readonly at: number;
  /** The language of the user, whose account may be gone when the notice is sent; English without it. */
  readonly locale?: string;
  readonly codesLeft?: number;
  readonly provider?: string;
}

export type QueuedMail = AddressRequest | EmailChange | QueuedNotice;

/** Writes an email as a job, without a token: that is made when it is sent, so no database ever holds a usable link. */
export function toEmailJob(request: MailRequest, now: number, locale = DEFAULT_LANGUAGE): NewJob {
  if ("user" in request) return toNoticeJob(request, now, locale);
  const { kind: mail, to } = request;
  if (!("userId" in request)) return { kind: MAIL_JOB, userId: null, payload: { mail, to } };
  const { userId, passwordChangedAt, from } = request;
  return { kind: MAIL_JOB, userId, payload: { mail, to, passwordChangedAt, ...(from !== undefined && { from }) } };
}

function toNoticeJob(request: NoticeRequest, at: number, locale: string): NewJob {
  const { kind: mail, user, client, codesLeft, provider } = request;
  const { email: to } = user;
  // A text in every case: the release before reads it too.
  const fullName = user.fullName ?? "";
  const { ip, userAgent } = client;
  return {
    kind: MAIL_JOB,
    // The user's other jobs are deleted with the account. This one reports it, and must stay.
    userId: mail === "account-deleted" ? null : user._id,
    payload: {
      mail,
      to,
      fullName,
      at,
      ip,
      userAgent,
      ...(locale !== DEFAULT_LANGUAGE && { locale }),
      ...(codesLeft !== undefined && { codesLeft }),
      ...(provider !== undefined && { provider }),
    },
  };
}

/** Reads a job that this or another version wrote. Throws when this version does not know it. */
export function readMailJob({ userId, payload }: QueuedJob): QueuedMail {
  const kind = payload["mail"];
  const to = text(payload, "to");
  if (kind === "verify-email" || kind === "reset-password") return { kind, to };
  if (kind === "change-email") {
    if (userId === null) throw new Error("A mail job lacks its user.");
    const from = "from" in payload ? { from: text(payload, "from") } : {};
    return { kind, to, userId, passwordChangedAt: number(payload, "passwordChangedAt"), ...from };
  }
  const notice = NOTICES.find((name) => name === kind);
  if (notice === undefined) throw new Error("A mail job is of a kind that this version does not know.");
  return {
    kind: notice,
    to,
    fullName: text(payload, "fullName"),
    at: number(payload, "at"),
    ip: textOrNull(payload, "ip"),
    userAgent: textOrNull(payload, "userAgent"),
    ...("locale" in payload && { locale: text(payload, "locale") }),
    ...("codesLeft" in payload && { codesLeft: number(payload, "codesLeft") }),
    ...("provider" in payload && { provider: text(payload, "provider") }),
  };
}

function text(payload: QueuedJob["payload"], name: string): string {
  const value = payload[name];
  if (typeof value !== "string") throw new Error(`A mail job lacks the text ${name}.`);
  return value;
}

function textOrNull(payload: QueuedJob["payload"], name: string): string | null {
  return payload[name] === null ? null : text(payload, name);
}

function number(payload: QueuedJob["payload"], name: string): number {
  const value = payload[name];
  if (typeof value !== "number") throw new Error(`A mail job lacks the number ${name}.`);
  return value;
}
