import type { SignedOutReason } from "@latchkey/client";

export interface ReasonWords {
  readonly what: string;
  /** What to do about it; `null`: nothing. */
  readonly next: string | null;
  /** Whether somebody else may have been in the account. */
  readonly alarming: boolean;
}

const NOT_YOU = "Was it not you? Set a new password with “Forgot your password?” below.";

const REASONS: Record<Exclude<SignedOutReason, null>, ReasonWords> = {
  "signed-out-here": calm("You have signed out.", null),
  "signed-out-elsewhere-in-this-browser": calm("You signed out in another tab.", null),
  logout: calm("This session was signed out.", "Sign in to go on."),
  replaced: calm("A newer sign-in in this browser took the place of this one.", "Sign in to go on."),
  revoked: calm("This device was signed out from the list of sessions.", `Sign in to go on. ${NOT_YOU}`),
  "logout-all": calm("You were signed out everywhere.", `Sign in to go on. ${NOT_YOU}`),
  "password-change": calm("The password of this account was changed.", `Sign in with the new one. ${NOT_YOU}`),
  "password-reset": calm("The password was reset by a link in a mail.", `Sign in with the new one. ${NOT_YOU}`),
  reuse: {
    what: "A copy of your session was used, so the session was ended.",
    next: "Whoever has the copy is signed out too. Sign in again and look at your activity: if you do not know the device there, change your password. We sent you a mail as well.",
    alarming: true,
  },
  fork: {
    what: "Two different keys of this session turned up, so it was ended.",
    next: "Sign in again, and tell whoever runs this service.",
    alarming: true,
  },
  guessing: {
    what: "A wrong password was given ten times in this session, so it was ended.",
    next: "Sign in to go on. Was it not you? Somebody else has used this session: look at your activity, and change your password.",
    alarming: true,
  },
  disabled: calm("This account is disabled.", "Ask whoever runs this service."),
  deleted: calm("This account was deleted.", "Nothing of it is left."),
  idle: calm("You had not been here for a long time, so you were signed out.", "Sign in to go on."),
  lifetime: calm("You were signed in for as long as a session may last.", "Sign in to go on."),
  unknown: calm("This session ended some time ago.", "Sign in to go on."),
};

function calm(what: string, next: string | null): ReasonWords {
  return { what, next, alarming: false };
}

/** Why somebody was signed out, for them to read; `null` when there is nothing to tell. */
export function reasonWords(reason: SignedOutReason): ReasonWords | null {
  // A newer server may know reasons that this page does not.
  return reason === null ? null : (REASONS[reason] ?? REASONS.unknown);
}
