import type { SignedOutReason } from "@latchkey/client";

export interface SignedOutMessage {
  readonly what: string;
  /** What to do; `null`: nothing. */
  readonly next: string | null;
  /** Whether somebody else may have been in the account. */
  readonly alarming: boolean;
}

const NOT_YOU = "If this was not you, set a new password with “Forgot your password?” below.";

const REASONS: Record<Exclude<SignedOutReason, null>, SignedOutMessage> = {
  "signed-out-here": calm("You are signed out.", null),
  "signed-out-elsewhere-in-this-browser": calm("You signed out in another tab.", null),
  logout: calm("This session was signed out.", "Sign in to continue."),
  replaced: calm("This session was replaced by a newer sign-in in this browser.", "Sign in to continue."),
  revoked: calm("This device was signed out from the list of sessions.", `Sign in to continue. ${NOT_YOU}`),
  "logout-all": calm("You were signed out everywhere.", `Sign in to continue. ${NOT_YOU}`),
  "password-change": calm("The password of this account was changed.", `Sign in with the new password. ${NOT_YOU}`),
  "password-reset": calm(
    "The password was reset with a link from an email.",
    `Sign in with the new password. ${NOT_YOU}`,
  ),
  reuse: {
    what: "Somebody used a copy of your session, so we ended it.",
    next: "The person who has the copy is signed out too. Sign in again and check your activity: if you do not recognize a device there, change your password. We also sent you an email.",
    alarming: true,
  },
  fork: {
    what: "Two different keys of this session were used, so we ended it.",
    next: "Sign in again, and contact support.",
    alarming: true,
  },
  guessing: {
    what: "A wrong password was entered ten times in this session, so we ended it.",
    next: "Sign in to continue. If this was not you, somebody else used your session: check your activity and change your password.",
    alarming: true,
  },
  disabled: calm("This account is disabled.", "Contact support."),
  deleted: calm("This account was deleted.", "Your account and all its data have been deleted."),
  idle: calm("You were signed out because you were inactive for a long time.", "Sign in to continue."),
  lifetime: calm("Your session reached its maximum age.", "Sign in to continue."),
  unknown: calm("This session ended some time ago.", "Sign in to continue."),
};

function calm(what: string, next: string | null): SignedOutMessage {
  return { what, next, alarming: false };
}

/** The text for a user who was signed out; `null` when there is nothing to say. */
export function signedOutMessage(reason: SignedOutReason): SignedOutMessage | null {
  // A newer server may send reasons that this page does not know.
  return reason === null ? null : (REASONS[reason] ?? REASONS.unknown);
}
