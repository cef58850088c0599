import type { EndReason } from "@latchkey/client";

const REASONS: Record<EndReason, string> = {
  logout: "The user signed out.",
  replaced: "It was replaced by a new sign-in in the same browser.",
  revoked: "It was signed out from the list of sessions.",
  "logout-all": "All sessions were signed out.",
  "password-change": "The password was changed.",
  "password-reset": "Because the password was reset with a link from an email.",
  reuse: "A copy of it was used.",
  fork: "This needs the secret of the server, or a database that was restored from a backup. Contact support.",
  guessing: "A wrong password was entered in it ten times.",
  disabled: "The account was disabled.",
  deleted: "The account was deleted.",
  idle: "It was inactive for a long time.",
  lifetime: "It reached its maximum age.",
  unknown: "Its record was deleted, so the reason is unknown.",
};

/** Why a session ended, as a sentence; empty for an unknown reason. */
export function terminationMessage(reason: unknown): readonly string[] {
  return isReason(reason) ? [REASONS[reason]] : [];
}

function isReason(reason: unknown): reason is EndReason {
  return typeof reason === "string" && Object.hasOwn(REASONS, reason);
}
