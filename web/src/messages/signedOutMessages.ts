import type { SignedOutReason } from "@latchkey/client";
import { type PlainKey, t } from "./messages.js";

export interface SignedOutMessage {
  readonly what: string;
  /** What to do; `null`: nothing. */
  readonly next: string | null;
  /** Whether somebody else may have been in the account. */
  readonly alarming: boolean;
}

interface Keys {
  readonly what: PlainKey;
  readonly next: PlainKey | null;
  readonly alarming?: true;
}

const REASONS: Record<Exclude<SignedOutReason, null>, Keys> = {
  "signed-out-here": { what: "signedOut.here", next: null },
  "signed-out-elsewhere-in-this-browser": { what: "signedOut.otherTab", next: null },
  logout: { what: "signedOut.logout", next: "signedOut.nextSignIn" },
  replaced: { what: "signedOut.replaced", next: "signedOut.nextSignIn" },
  revoked: { what: "signedOut.revoked", next: "signedOut.nextNotYou" },
  "logout-all": { what: "signedOut.logoutAll", next: "signedOut.nextNotYou" },
  "password-change": { what: "signedOut.passwordChange", next: "signedOut.nextNewPassword" },
  "password-reset": { what: "signedOut.passwordReset", next: "signedOut.nextNewPassword" },
  "factor-change": { what: "signedOut.factorChange", next: "signedOut.nextNotYou" },
  reuse: { what: "signedOut.reuse", next: "signedOut.nextReuse", alarming: true },
  fork: { what: "signedOut.fork", next: "signedOut.nextFork", alarming: true },
  guessing: { what: "signedOut.guessing", next: "signedOut.nextGuessing", alarming: true },
  disabled: { what: "signedOut.disabled", next: "signedOut.nextDisabled" },
  deleted: { what: "signedOut.deleted", next: "signedOut.nextDeleted" },
  idle: { what: "signedOut.idle", next: "signedOut.nextSignIn" },
  lifetime: { what: "signedOut.lifetime", next: "signedOut.nextSignIn" },
  unknown: { what: "signedOut.unknown", next: "signedOut.nextSignIn" },
};

/** The text for a user who was signed out; `null` when there is nothing to say. */
export function signedOutMessage(reason: SignedOutReason): SignedOutMessage | null {
  if (reason === null) return null;
  // A newer server may send reasons that this page does not know.
  const { what, next, alarming = false } = REASONS[reason] ?? REASONS.unknown;
  return { what: t(what), next: next === null ? null : t(next), alarming };
}
