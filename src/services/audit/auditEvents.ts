/** Every event of the audit log, and what it says. docs/guides/signed-out.md and the activity list show them. */
export const AUDIT_EVENTS = {
  registered: "The account was created.",
  signed_in: "Somebody signed in with the password.",
  sign_in_failed: "A sign-in was refused.",
  password_refused: "A wrong password was entered where the current one was required.",
  refreshed_late: "A refresh whose answer had been lost was answered again, later than the grace period.",
  token_repeated_from_other_network:
    "A refresh token was exchanged from one network, and moments later presented again from another one.",
  stale_retry_refused: "A copy of an old refresh request, with its Idempotency-Key, was refused.",
  token_reused: "A refresh token that was already used came back, so the session was ended.",
  token_forked: "Two refresh tokens of one generation were used, so the session was ended.",
  state_rollback: "A refresh token is newer than the database: a backup was restored.",
  signed_out: "The session was ended by a sign-out.",
  signed_out_everywhere: "Every session was ended, by the owner or an operator.",
  session_replaced: "The session was ended by a new sign-in in the same browser.",
  session_revoked: "The session was ended.",
  session_expired: "The session expired.",
  settings_changed: "The profile was changed.",
  username_changed: "The username was changed, confirmed with the password.",
  password_changed: "The password was changed.",
  password_reset: "The password was reset with a link from an email.",
  email_verified: "The email address was verified.",
  email_change_requested: "A change of the email address was requested.",
  email_changed: "The email address was changed.",
  data_exported: "The stored data was exported.",
  account_disabled: "An operator disabled the account, which ended every session.",
  account_enabled: "An operator enabled the account again.",
  roles_changed: "An operator changed the roles.",
  account_deleted: "The account was deleted.",
} as const satisfies Record<string, string>;

export type AuditEventName = keyof typeof AUDIT_EVENTS;

/** What somebody without the password can cause again and again: deleted first, so that a flood of it pushes out nothing else. */
const REPEATABLE = 0;
const ROUTINE = 1;
/** A theft, or a change of the account: deleted last. */
const IMPORTANT = 2;

/** The order in which events are deleted when an account has too many. */
export const TRIM_RANKS: Readonly<Record<AuditEventName, number>> = {
  sign_in_failed: REPEATABLE,
  password_refused: REPEATABLE,
  refreshed_late: REPEATABLE,
  stale_retry_refused: REPEATABLE,
  settings_changed: REPEATABLE,
  data_exported: REPEATABLE,
  token_repeated_from_other_network: ROUTINE,
  signed_in: ROUTINE,
  signed_out: ROUTINE,
  signed_out_everywhere: ROUTINE,
  session_replaced: ROUTINE,
  session_revoked: ROUTINE,
  session_expired: ROUTINE,
  registered: IMPORTANT,
  token_reused: IMPORTANT,
  token_forked: IMPORTANT,
  state_rollback: IMPORTANT,
  username_changed: IMPORTANT,
  password_changed: IMPORTANT,
  password_reset: IMPORTANT,
  email_verified: IMPORTANT,
  email_change_requested: IMPORTANT,
  email_changed: IMPORTANT,
  account_disabled: IMPORTANT,
  account_enabled: IMPORTANT,
  roles_changed: IMPORTANT,
  account_deleted: IMPORTANT,
};
