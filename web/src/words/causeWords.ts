import type { EndReason } from "@latchkey/client";

const CAUSES: Record<EndReason, string> = {
  logout: "With its own “Sign out”.",
  replaced: "By a new sign-in in the same browser.",
  revoked: "By its owner, from the list of sessions.",
  "logout-all": "Because every session was signed out.",
  "password-change": "Because the password was changed.",
  "password-reset": "Because the password was reset by a link in a mail.",
  reuse: "Because a copy of it was used.",
  fork: "That needs the server’s own secret, or a database that was set back. Tell whoever runs this service.",
  guessing: "Because a wrong password was given in it ten times.",
  disabled: "Because the account was disabled.",
  deleted: "Because the account was deleted.",
  idle: "Nobody had used it for a long time.",
  lifetime: "It was as old as a session may become.",
  unknown: "Its record is gone, so the cause is not known any more.",
};

/** Why a session ended, as a sentence; none for what is no reason. */
export function causeWords(reason: unknown): readonly string[] {
  return isReason(reason) ? [CAUSES[reason]] : [];
}

function isReason(reason: unknown): reason is EndReason {
  return typeof reason === "string" && Object.hasOwn(CAUSES, reason);
}
